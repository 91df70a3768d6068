# JSON as BIG-IP 21 keeps it for iRules: a strict parser, a store of elements, and the JSON:: commands. In Tcl 8.4, like
# the iRule. What the documentation does not say is a switch:
#
#   duplicates   which of two equal keys counts: first or last, the other is gone; bothFirst or bothLast, both are
#                listed, and "get" finds the first or the last
#   keyOrder     of "keys" and "values": arrival, sorted or reversed
#   surrogates   a character beyond U+FFFF reads as two halves (pair), or as four characters, one for each byte of its
#                UTF-8, as Tcl 8.4 reads such bytes (bytes)
#   fail         the number of the JSON:: command that fails, counted from 1; 0 for none. Parsing is lazy on BIG-IP, so
#                any of them can fail
#
# A lone half of a surrogate pair reads as U+FFFD. A number is of type integer when it has no fraction and no exponent
# and is within 64 bits, else literal.

namespace eval json {
    variable switches
    variable text
    variable at
    variable entries
    variable count 0
    variable calls 0
    variable root ""
    # Of each element by number: its type, its value; of objects and arrays the keys and elements.
    variable type
    variable value
    variable keys
    variable members
}
namespace eval JSON {}

# Deep bodies are read by recursion.
interp recursionlimit {} 10000

proc json::defaults {} {
    variable switches
    array set switches {duplicates last keyOrder arrival surrogates pair fail 0}
}
json::defaults

proc json::clear {} {
    variable count 0
    variable calls 0
    variable root ""
    foreach all {type value keys members} {
        variable $all
        array unset $all
        array set $all {}
    }
}

# --- the parser --------------------------------------------------------------------------------------------------------

# Parses the bytes of a body and returns the number of its entries. Raises an error when it is no JSON.
proc json::parse {bytes} {
    variable text
    variable at 0
    variable entries 0
    variable root
    clear
    set text [decoded $bytes]
    blanks
    set root [element]
    blanks
    if {$at != [string length $text]} {
        error "something stands behind the JSON value"
    }
    return $entries
}

# UTF-8 as RFC 3629 has it, as Tcl characters.
proc json::decoded {bytes} {
    variable switches
    if {[string is ascii $bytes]} {
        return $bytes
    }
    if {![regexp {^(?:[\u0000-\u007f]|[\u00c2-\u00df][\u0080-\u00bf]|\u00e0[\u00a0-\u00bf][\u0080-\u00bf]|[\u00e1-\u00ec\u00ee\u00ef][\u0080-\u00bf]{2}|\u00ed[\u0080-\u009f][\u0080-\u00bf]|\u00f0[\u0090-\u00bf][\u0080-\u00bf]{2}|[\u00f1-\u00f3][\u0080-\u00bf]{3}|\u00f4[\u0080-\u008f][\u0080-\u00bf]{2})*$} $bytes]} {
        error "the body is not UTF-8"
    }
    set done ""
    while {[regexp -indices {[\u00f0-\u00f4]...} $bytes four]} {
        foreach {from to} $four break
        binary scan [string range $bytes $from $to] c4 units
        foreach {a b c d} $units break
        set code [expr {(($a & 7) << 18) | (($b & 63) << 12) | (($c & 63) << 6) | ($d & 63)}]
        append done [encoding convertfrom utf-8 [string range $bytes 0 [expr {$from - 1}]]] [beyond $code]
        set bytes [string range $bytes [expr {$to + 1}] end]
    }
    return $done[encoding convertfrom utf-8 $bytes]
}

# A character beyond U+FFFF.
proc json::beyond {code} {
    variable switches
    if {$switches(surrogates) eq "bytes"} {
        return [format %c%c%c%c [expr {0xf0 | ($code >> 18)}] [expr {0x80 | (($code >> 12) & 63)}] \
            [expr {0x80 | (($code >> 6) & 63)}] [expr {0x80 | ($code & 63)}]]
    }
    set rest [expr {$code - 0x10000}]
    return [format %c%c [expr {0xd800 | ($rest >> 10)}] [expr {0xdc00 | ($rest & 1023)}]]
}

proc json::blanks {} {
    variable text
    variable at
    while {1} {
        switch -- [string index $text $at] {
            " " - "\t" - "\n" - "\r" {incr at}
            default {return}
        }
    }
}

proc json::make {kind content} {
    variable count
    variable entries
    variable type
    variable value
    incr count
    incr entries
    set type($count) $kind
    set value($count) $content
    return $count
}

proc json::element {} {
    variable text
    variable at
    switch -- [string index $text $at] {
        "\{" {return [object]}
        "\[" {return [elements]}
        "\"" {return [make string [quoted]]}
    }
    set end $at
    while {[string match {[-+.0-9eE]} [string index $text $end]]} {
        incr end
    }
    set number [string range $text $at [expr {$end - 1}]]
    if {[regexp {^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?$} $number]} {
        set at $end
        return [number $number]
    }
    foreach {word kind content} {true boolean 1 false boolean 0 null null {}} {
        if {[string range $text $at [expr {$at + [string length $word] - 1}]] eq $word} {
            incr at [string length $word]
            return [make $kind $content]
        }
    }
    error "a value is expected"
}

proc json::number {source} {
    if {![regexp {^(-?)([0-9]+)$} $source all sign digits]} {
        return [make literal $source]
    }
    if {$digits eq "0"} {
        return [make integer 0]
    }
    set most 9223372036854775807
    if {$sign eq "-"} {
        set most 9223372036854775808
    }
    if {[string length $digits] > 19 || ([string length $digits] == 19 && [string compare $digits $most] > 0)} {
        return [make literal $source]
    }
    return [make integer $source]
}

proc json::quoted {} {
    variable text
    variable at
    if {[string index $text $at] ne "\""} {
        error "a string is expected"
    }
    set begin [expr {$at + 1}]
    set end $begin
    while {1} {
        set end [string first "\"" $text $end]
        if {$end < 0} {
            error "a string has no end"
        }
        set back $end
        while {$back > $begin && [string index $text [expr {$back - 1}]] eq "\\"} {
            incr back -1
        }
        if {($end - $back) % 2 == 0} {
            break
        }
        incr end
    }
    set raw [string range $text $begin [expr {$end - 1}]]
    if {![regexp {^(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*$} $raw]} {
        error "a string holds what no string can"
    }
    set at [expr {$end + 1}]
    return [unescaped $raw]
}

proc json::unescaped {raw} {
    set done ""
    while {[set back [string first "\\" $raw]] >= 0} {
        append done [string range $raw 0 [expr {$back - 1}]]
        set letter [string index $raw [expr {$back + 1}]]
        set raw [string range $raw [expr {$back + 2}] end]
        if {$letter eq "u"} {
            scan [string range $raw 0 3] %x code
            set raw [string range $raw 4 end]
            if {$code >= 0xd800 && $code <= 0xdbff && [regexp -nocase {^\\u(d[c-f][0-9a-f][0-9a-f])} $raw all low]} {
                scan $low %x low
                append done [beyond [expr {0x10000 + (($code & 1023) << 10) + ($low & 1023)}]]
                set raw [string range $raw 6 end]
            } elseif {$code >= 0xd800 && $code <= 0xdfff} {
                append done \ufffd
            } else {
                append done [format %c $code]
            }
        } else {
            append done [string map [list b \b f \f n \n r \r t \t] $letter]
        }
    }
    return $done$raw
}

proc json::object {} {
    variable text
    variable at
    variable keys
    variable members
    variable switches
    set self [make object ""]
    set names {}
    set all {}
    incr at
    blanks
    if {[string index $text $at] eq "\}"} {
        incr at
    } else {
        while {1} {
            set name [quoted]
            blanks
            if {[string index $text $at] ne ":"} {
                error "a colon is expected"
            }
            incr at
            blanks
            set member [element]
            set place [lsearch -exact $names $name]
            if {$place >= 0 && $switches(duplicates) eq "last"} {
                set names [lreplace $names $place $place]
                set all [lreplace $all $place $place]
            }
            if {$place < 0 || $switches(duplicates) ne "first"} {
                lappend names $name
                lappend all $member
            }
            blanks
            set next [string index $text $at]
            incr at
            if {$next eq "\}"} {
                break
            }
            if {$next ne ","} {
                error "a comma or a brace is expected"
            }
            blanks
        }
    }
    set keys($self) $names
    set members($self) $all
    return $self
}

proc json::elements {} {
    variable text
    variable at
    variable members
    set self [make array ""]
    set all {}
    incr at
    blanks
    if {[string index $text $at] eq "\]"} {
        incr at
    } else {
        while {1} {
            lappend all [element]
            blanks
            set next [string index $text $at]
            incr at
            if {$next eq "\]"} {
                break
            }
            if {$next ne ","} {
                error "a comma or a bracket is expected"
            }
            blanks
        }
    }
    set members($self) $all
    return $self
}

# --- the text of what is stored, all of it ASCII -------------------------------------------------------------------------

proc json::rendered {self} {
    variable type
    variable value
    variable keys
    variable members
    switch -- $type($self) {
        null {return null}
        boolean {return [lindex {false true} $value($self)]}
        integer - literal {return $value($self)}
        string {return [escaped $value($self)]}
    }
    set all {}
    if {$type($self) eq "array"} {
        foreach each $members($self) {
            lappend all [rendered $each]
        }
        return "\[[join $all ,]\]"
    }
    foreach name $keys($self) each $members($self) {
        lappend all [escaped $name]:[rendered $each]
    }
    return "\{[join $all ,]\}"
}

proc json::escaped {string} {
    set done ""
    foreach character [split $string ""] {
        scan $character %c code
        if {$character eq "\"" || $character eq "\\"} {
            append done "\\$character"
        } elseif {$code < 32 || $code > 126} {
            append done [format "\\u%04x" $code]
        } else {
            append done $character
        }
    }
    return "\"$done\""
}

# --- handles: they "appear in Tcl as strings, but their content is meaningful only inside these commands" ----------------

proc json::called {} {
    variable calls
    variable switches
    incr calls
    if {$calls == $switches(fail)} {
        error "lazy parsing has failed"
    }
}

proc json::opened {kind handle} {
    variable type
    if {![regexp "^$kind#(\[0-9\]+)\$" $handle all self] || ![info exists type($self)]} {
        error "$handle is no JSON $kind"
    }
    return $self
}

proc json::got {self wanted} {
    variable type
    variable value
    if {$wanted ne "" && $wanted ne $type($self)} {
        error "the JSON element is of type $type($self), not $wanted"
    }
    switch -- $type($self) {
        object - array {return $type($self)#$self}
    }
    return $value($self)
}

# Makes an element what the words behind a command say: a type and, for most types, a value.
proc json::put {self words} {
    variable type
    variable value
    variable keys
    variable members
    foreach {kind content} [concat $words [list ""]] break
    switch -- $kind {
        null - object - array {set needed 1}
        boolean - integer - literal - string {set needed 2}
        default {error "there is no JSON type $kind"}
    }
    if {[llength $words] != $needed} {
        error "wrong number of values for JSON type $kind"
    }
    if {$kind eq "boolean" && $content ne "0" && $content ne "1"} {
        error "a boolean is 0 or 1, not $content"
    }
    if {$kind eq "integer" && ![regexp {^-?[0-9]+$} $content]} {
        error "expected integer but got $content"
    }
    set type($self) $kind
    set value($self) $content
    set keys($self) {}
    set members($self) {}
}

proc json::ordered {names} {
    variable switches
    switch -- $switches(keyOrder) {
        sorted {return [lsort $names]}
        reversed {
            set turned {}
            foreach name $names {
                set turned [linsert $turned 0 $name]
            }
            return $turned
        }
    }
    return $names
}

proc json::place {self name} {
    variable keys
    variable switches
    set places [lsearch -all -exact $keys($self) $name]
    if {[llength $places] == 0} {
        error "the JSON object has no key $name"
    }
    if {$switches(duplicates) eq "bothLast"} {
        return [lindex $places end]
    }
    return [lindex $places 0]
}

# --- the commands -----------------------------------------------------------------------------------------------------

proc JSON::root {} {
    json::called
    if {$json::root eq ""} {
        return ""
    }
    return element#$json::root
}

proc JSON::type {element} {
    json::called
    return $json::type([json::opened element $element])
}

proc JSON::get {element {type ""}} {
    json::called
    return [json::got [json::opened element $element] $type]
}

proc JSON::set {element args} {
    json::called
    json::put [json::opened element $element] $args
    return $element
}

proc JSON::render {} {
    json::called
    ::set text [json::rendered $json::root]
    json::clear
    return $text
}

proc JSON::object {subcommand object args} {
    json::called
    ::set self [json::opened object $object]
    foreach {name type} [concat $args {{} {}}] break
    switch -- $subcommand {
        size {return [llength $json::keys($self)]}
        keys {return [json::ordered $json::keys($self)]}
        type {return $json::type([lindex $json::members($self) [json::place $self $name]])}
        get {
            ::set member [lindex $json::members($self) [json::place $self $name]]
            if {[llength $args] == 1} {
                return element#$member
            }
            return [json::got $member $type]
        }
        set {
            ::set member [lindex $json::members($self) [json::place $self $name]]
            json::put $member [lrange $args 1 end]
            return
        }
        add {
            if {[lsearch -exact $json::keys($self) $name] >= 0} {
                error "the JSON object has a key $name"
            }
            ::set member [json::make null ""]
            json::put $member [lrange $args 1 end]
            lappend json::keys($self) $name
            lappend json::members($self) $member
            return
        }
    }
    error "JSON::object $subcommand is not emulated"
}

proc JSON::array {subcommand array args} {
    json::called
    ::set self [json::opened array $array]
    switch -- $subcommand {
        size {return [llength $json::members($self)]}
        get - type {
            ::set index [lindex $args 0]
            if {![regexp {^[0-9]+$} $index] || $index >= [llength $json::members($self)]} {
                error "the JSON array has no index $index"
            }
            ::set member [lindex $json::members($self) $index]
            if {$subcommand eq "type"} {
                return $json::type($member)
            }
            if {[llength $args] == 1} {
                return element#$member
            }
            return [json::got $member [lindex $args 1]]
        }
    }
    error "JSON::array $subcommand is not emulated"
}
