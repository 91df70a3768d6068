# Tests the emulated BIG-IP commands: one row for each documented sentence, in our words, with its source. "assumed" marks
# what no document says; where it can be otherwise there is a switch and a row for each position.
# Prints a line for each row that begins with "ok" or "not ok".
source [file join [file dirname [info script]] bigip.tcl]

set docs https://clouddocs.f5.com/api/irules
array set source [list \
    JSON $docs/JSON.html root $docs/JSON__root.html type $docs/JSON__type.html get $docs/JSON__get.html \
    set $docs/JSON__set.html object $docs/JSON__object.html array $docs/JSON__array.html \
    render $docs/JSON__render.html class $docs/class.html call $docs/call.html proc $docs/proc.html \
    pool $docs/pool.html respond $docs/HTTP__respond.html header $docs/HTTP__header.html \
    istats $docs/ISTATS__incr.html server $docs/LB__server.html log $docs/log.html virtual $docs/virtual.html \
    event $docs/JSON_REQUEST.html profile "tmsh ltm profile json" published "published iRules" \
    static $docs/static.html assumed assumed]

# Runs a script after a body has been parsed with switches set; the result is to be as expected, or an error.
proc row {from sentence body script expected args} {
    foreach {name value} $args {
        if {[info exists json::switches($name)]} {
            set json::switches($name) $value
        } else {
            set bigip::switches($name) $value
        }
    }
    bigip::connect /Common/vs /Common/own
    set failed [catch {
        if {$body ne ""} {
            json::parse [encoding convertto utf-8 $body]
        }
        uplevel #0 $script
    } result]
    if {$failed} {
        set result "error"
    }
    if {$result eq $expected} {
        puts "ok $::source($from): $sentence"
    } else {
        puts "not ok $::source($from): $sentence: expected <$expected>, got <$result> $::errorInfo"
    }
    bigip::reset
}

proc root {} {
    return [JSON::get [JSON::root] object]
}

proc first {} {
    return [JSON::object get [root] a]
}

# The event that follows a request.
proc event {type body} {
    foreach {name value} [bigip::request $type [encoding convertto utf-8 $body]] {
        if {$name eq "event"} {
            return $value
        }
    }
}

proc sent {script} {
    when JSON_REQUEST $script
    array set request [bigip::request application/json {{"a":"b","c":[1.50,2]}}]
    unset bigip::events(JSON_REQUEST)
    return $request(body)
}

bigip::remember

# --- events --------------------------------------------------------------------------------------------------------------
row event "JSON_REQUEST follows a body that is parsed" "" {event application/json {{"a":1}}} JSON_REQUEST
row event "JSON_REQUEST_ERROR follows a body that should be JSON and cannot be parsed" "" \
    {event application/json "\{"} JSON_REQUEST_ERROR
row event "JSON_REQUEST_MISSING follows a request without a body" "" {event application/json ""} JSON_REQUEST_MISSING
row event "JSON_REQUEST_MISSING follows a body that is not JSON" "" {event text/plain {{"a":1}}} JSON_REQUEST_MISSING
row JSON "the whole body is JSON when the type is application/json, with parameters or not" "" \
    {event "application/json; charset=utf-8" {[]}} JSON_REQUEST
row profile "maximum-bytes is 65536 by default" "" {event application/json [string repeat " " 65535]1} JSON_REQUEST
row assumed "beyond maximum-bytes it is JSON_REQUEST_ERROR" "" \
    {event application/json [string repeat " " 65536]1} JSON_REQUEST_ERROR
row assumed "or JSON_REQUEST_MISSING" "" \
    {event application/json [string repeat " " 65536]1} JSON_REQUEST_MISSING oversize JSON_REQUEST_MISSING
row profile "maximum-entries is 2048 by default" "" {event application/json \[[string repeat 1, 2046]1\]} JSON_REQUEST
row assumed "beyond maximum-entries it is the same event; each value is an entry" "" \
    {event application/json \[[string repeat 1, 2047]1\]} JSON_REQUEST_ERROR
row assumed "a body of blanks counts as none" "" {event application/json " \n"} JSON_REQUEST_MISSING
row assumed "bytes that are no UTF-8 cannot be parsed" "" \
    {bigip::parsed application/json "\"\u00c3\""} JSON_REQUEST_ERROR
row assumed "nor can anything that JSON does not allow" "" {
    set all {}
    foreach body {01 1. .5 +1 - tru 'a' "\"\t\"" {"\x"} {"\u12"} {[1,]} {{"a":1,}} {{a:1}} {1 2} {{"a" 1}} {[} NaN} {
        lappend all [event application/json $body]
    }
    lsort -unique $all
} JSON_REQUEST_ERROR

# --- JSON::type, JSON::get ------------------------------------------------------------------------------------------------
row root "the element at the root" {"x"} {JSON::get [JSON::root]} x
row type "types are null, boolean, integer, literal, string, object and array" \
    {[null,true,1,1.5,"s",{},[]]} {
    set all {}
    set array [JSON::get [JSON::root] array]
    for {set i 0} {$i < [JSON::array size $array]} {incr i} {
        lappend all [JSON::type [JSON::array get $array $i]]
    }
    set all
} {null boolean integer literal string object array}
row get "null gives an empty list" {{"a":null}} {llength [JSON::get [first]]} 0
row get "true gives 1" {{"a":true}} {JSON::get [first] boolean} 1
row get "false gives 0" {{"a":false}} {JSON::get [first] boolean} 0
row get "an integer is a number down to -(2^63)" {{"a":-9223372036854775808}} {JSON::get [first] integer} -9223372036854775808
row get "and up to 2^63 - 1" {{"a":9223372036854775807}} {JSON::get [first] integer} 9223372036854775807
row JSON "a number that is none of those is a literal: beyond" {{"a":9223372036854775808}} {JSON::type [first]} literal
row JSON "a literal below" {{"a":-9223372036854775809}} {JSON::type [first]} literal
row JSON "a literal is passed on as it stands there" {{"a":1.10E+2}} {JSON::get [first] literal} 1.10E+2
row assumed "an integer of minus nothing is 0" {{"a":-0}} {JSON::get [first]} 0
row get "a string comes with its escapes undone" "{\"a\":\"\\\"\\\\\\/\\n\\u0041\\u20ac\"}" {JSON::get [first] string} "\"\\/\nA\u20ac"
row get "an object gives a handle" {{"a":{"b":2}}} {JSON::object get [JSON::get [first] object] b integer} 2
row get "an array gives a handle" {{"a":[3]}} {JSON::array get [JSON::get [first] array] 0 integer} 3
row get "another type than the element's is an error" {{"a":1}} {JSON::get [first] string} error
row JSON "handles mean something to these commands only" {{"a":1}} {JSON::get [JSON::get [JSON::root]] object} error
row assumed "a character beyond U+FFFF is two halves" "{\"a\":\"\\ud83d\\ude00\"}" \
    {list [string length [JSON::get [first]]] [string index [JSON::get [first]] 0]} [list 2 \ud83d]
row assumed "or the four bytes of its UTF-8" "{\"a\":\"\\ud83d\\ude00\"}" {JSON::get [first]} \u00f0\u009f\u0098\u0080 surrogates bytes
row assumed "one of its bytes in the body reads the same as an escape" "" {
    json::parse "\"\u00f0\u009f\u0098\u0080\""
    JSON::get [JSON::root]
} \ud83d\ude00
row assumed "a lone half is U+FFFD" "{\"a\":\"\\ude00\"}" {JSON::get [first]} \ufffd
row JSON "parsing is lazy: any of these commands may fail" {{"a":1}} {first} error fail 2

# --- JSON::object -----------------------------------------------------------------------------------------------------------
row object "size" {{"a":1,"b":2}} {JSON::object size [root]} 2
row object "type at a key" {{"a":1}} {JSON::object type [root] a} integer
row object "get without a type gives the element" {{"a":1}} {JSON::type [JSON::object get [root] a]} integer
row object "get with a type gives the value" {{"a":1}} {JSON::object get [root] a integer} 1
row object "keys" {{"b":1,"a":2}} {JSON::object keys [root]} {b a}
row published "a key that is not there is an error" {{"a":1}} {JSON::object get [root] b} error
row assumed "keys come in another order: sorted" {{"b":1,"a":2}} {JSON::object keys [root]} {a b} keyOrder sorted
row assumed "or reversed" {{"b":1,"a":2,"c":3}} {JSON::object keys [root]} {c a b} keyOrder reversed
row assumed "keys are compared with their escapes undone" "{\"\\u0061\":1}" {JSON::object get [root] a integer} 1
row assumed "of equal keys the last counts" {{"a":1,"a":2}} \
    {list [JSON::object get [root] a integer] [JSON::object keys [root]]} {2 a}
row assumed "or the first" {{"a":1,"a":2}} \
    {list [JSON::object get [root] a integer] [JSON::object keys [root]]} {1 a} duplicates first
row assumed "or both are listed, and the first counts" {{"a":1,"a":2}} \
    {list [JSON::object get [root] a integer] [JSON::object keys [root]]} {1 {a a}} duplicates bothFirst
row assumed "or both are listed, and the last counts" {{"a":1,"a":2}} \
    {list [JSON::object get [root] a integer] [JSON::object keys [root]]} {2 {a a}} duplicates bothLast
row object "set" {{"a":1}} {JSON::object set [root] a string x; JSON::object get [root] a string} x
row object "add" {{"a":1}} {JSON::object add [root] b string x; JSON::object get [root] b string} x
row array "a null has a type and no value" {{"a":1}} {JSON::object add [root] b null; JSON::object type [root] b} null

# --- JSON::array -------------------------------------------------------------------------------------------------------------
row array "size" {[1,2]} {JSON::array size [JSON::get [JSON::root] array]} 2
row array "get counts from 0" {[1,2]} {JSON::array get [JSON::get [JSON::root] array] 0 integer} 1
row array "type at an index" {[1,"x"]} {JSON::array type [JSON::get [JSON::root] array] 1} string
row assumed "an index that is not there is an error" {[1]} {JSON::array get [JSON::get [JSON::root] array] 1} error
row assumed "so is one from the end" {[1]} {JSON::array get [JSON::get [JSON::root] array] -1} error

# --- JSON::set, JSON::render ---------------------------------------------------------------------------------------------------
row set "returns the element" {{"a":1}} {set a [first]; string equal $a [JSON::set $a null]} 1
row set "null has no value" {{"a":1}} {JSON::set [first] null; JSON::type [first]} null
row set "null with a value is an error" {{"a":1}} {JSON::set [first] null x} error
row set "a boolean is set by 1" {{"a":1}} {JSON::set [first] boolean 1; JSON::render} {{"a":true}}
row set "or by 0" {{"a":1}} {JSON::set [first] boolean 0; JSON::render} {{"a":false}}
row assumed "and by nothing else" {{"a":1}} {JSON::set [first] boolean true} error
row set "an integer" {{"a":null}} {JSON::set [first] integer -7; JSON::render} {{"a":-7}}
row set "any other number is set as a literal" {{"a":null}} {JSON::set [first] literal 1.50; JSON::render} {{"a":1.50}}
row set "a string is set without escapes, and gets them" {{"a":null}} \
    {JSON::set [first] string "\"\\\n"; JSON::render} "{\"a\":\"\\\"\\\\\\u000a\"}"
row set "an object is set empty" {{"a":1}} {JSON::set [first] object; JSON::render} {{"a":{}}}
row set "an array is set empty" {{"a":1}} {JSON::set [first] array; JSON::render} {{"a":[]}}
row render "renders what is stored" {{"a":[1,{"b":"c"}],"d":null}} {JSON::render} {{"a":[1,{"b":"c"}],"d":null}}
row render "nothing can be read afterwards" {{"a":1}} {set a [first]; JSON::render; JSON::get $a} error
row render "what is stored is rendered on its way to the server" "" \
    {sent {JSON::object set [JSON::get [JSON::root] object] a integer 5}} {{"a":5,"c":[1.50,2]}}
row render "what an iRule has rendered itself is not: the server gets nothing" "" {sent {JSON::render}} ""

# --- data groups ---------------------------------------------------------------------------------------------------------------
row class "exists" "" {bigip::group /Common/g; list [class exists /Common/g] [class exists /Common/h]} {1 0}
row class "lookup gives a record's value" "" {bigip::group g; bigip::record g a {b c}; class lookup a g} {b c}
row class "lookup gives nothing for a record that is not there" "" {bigip::group g; class lookup a g} ""
row assumed "lookup takes a name with a dash for an option" "" {bigip::group g; bigip::record g -a b; class lookup -a g} error
row class "match -value -- takes any name" "" {bigip::group g; bigip::record g -a b; class match -value -- -a equals g} b
row assumed "a data group that is not there is an error" "" {class lookup a g} error
row class "a changed data group is seen at once" "" {
    bigip::group g
    bigip::record g a b
    set before [class lookup a g]
    bigip::group g
    bigip::record g a c
    list $before [class lookup a g]
} {b c}

# --- all the others --------------------------------------------------------------------------------------------------------------
row virtual "name is the virtual server's" "" {virtual name} /Common/vs
row server "before a pool is chosen, the virtual server's default pool" "" {LB::server pool} /Common/own
row pool "chooses a pool" "" {pool /P/a; set bigip::pool} /P/a
row assumed "a pool that is not there is an error" "" {pool /P/b} error pools /P/a
row assumed "a pool stays chosen for the next request of a connection" "" {
    when HTTP_REQUEST {if {[incr times] == 1} {pool /P/a}}
    set times 0
    bigip::request application/json 1
    array set request [bigip::request application/json 1]
    unset bigip::events(HTTP_REQUEST) times
    set request(pool)
} /P/a
row respond "status, content and headers" "" \
    {HTTP::respond 429 content no noserver Retry-After 1; set bigip::response} {429 no {Retry-After 1}}
row respond "there is no second response" "" {HTTP::respond 429; HTTP::respond 430} error
row header "value, whatever the case" "" {set bigip::headers {Content-Length 5}; HTTP::header value content-length} 5
row header "no header has no value" "" {set bigip::headers {}; HTTP::header value content-length} ""
row header "insert" "" {HTTP::header insert X y; HTTP::header value X} y
row istats "incr needs an amount" "" {ISTATS::incr "ibr a counter b"} error
row istats "incr adds it" "" {ISTATS::incr "ibr a counter b" 1; ISTATS::incr "ibr a counter b" 2; set "bigip::counters(ibr a counter b)"} 3
row istats "a counter does not go back" "" {ISTATS::incr "ibr a counter b" -1} error
row log "facility and level" "" {log local0.warning hello; set bigip::logged} hello
row log "no other facility" "" {log remote.warning hello} error
row static "static variables outlive a connection" "" {
    set static::x 1
    bigip::connect /Common/vs /Common/own
    set static::x
} 1
row assumed "a connection's variables do not" "" {
    when CLIENT_ACCEPTED {incr seen [info exists here]; set here 1}
    set seen 0
    bigip::remember
    bigip::connect /Common/vs /Common/own
    bigip::connect /Common/vs /Common/own
    unset bigip::events(CLIENT_ACCEPTED)
    set seen
} 0
row proc "procedures are called by call" "" {
    set bigip::procs(twice) 1
    proc "proc twice" {x} {return $x$x}
    call twice a
} aa
row call "and only so" "" {twice a} error
row call "a procedure that is not there is an error" "" {call thrice a} error
