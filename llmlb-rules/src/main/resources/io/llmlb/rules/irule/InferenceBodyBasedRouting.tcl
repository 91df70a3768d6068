# InferenceBodyBasedRouting: chooses a pool by what an AI request's JSON body says.
#
# You never edit this text. What it does is written in two data groups of type string:
#
#   /Common/InferenceBodyBasedRouting_rules    the rules: a record's name is a step's ID, its value is the step
#   /Common/InferenceBodyBasedRouting_config   options; need not exist
#
# Needs BIG-IP 21 and, on the virtual server, an http profile and a json profile. Nothing else.
#
# RULES. The record "start" holds the ID of the first step. A step is one of
#
#   if SUBJECT OPERATOR [VALUE] then STEP else STEP     asks the body
#   selectPool POOL                                     ends: the request goes to this pool
#   rewrite PATH VALUE then STEP                        changes the body, if a pool is selected in the end
#   reject STATUS [MESSAGE]                             ends: the client gets this HTTP error
#
# and the documentation of llmlb has the whole grammar. A path that is not in the body makes a condition false.
#
# OPTIONS. A record of the second data group is named VIRTUAL:OPTION, with the full path of a virtual server or * for
# all of them, such as "/Common/inference_vs:defaultPool" or "*:header". What is not there has the default.
#
#   rules          the data group with the rules           /Common/InferenceBodyBasedRouting_rules
#   defaultPool    where a request goes that no rule       the virtual server's own default pool
#                  decides; without any: HTTP error 503
#   missing        what to do with a request that has no   the default pool
#                  JSON body: a step as above, either
#                  "selectPool POOL" or "reject STATUS"
#   malformed      the same for a body that is no JSON     the default pool
#   oversize       the same for a body that is too large   the default pool
#   maximumBytes   the json profile's maximum-bytes; only  65536
#                  tells an oversize body from another
#   header         name of a response header that tells    none, no header
#                  the way through the rules
#   counters       "on": each step counts its requests as  off
#                  iStats "ibr VIRTUAL:STEP counter Requests"
#   logSeconds     at most one log line in so many         60
#                  seconds; 0 for none at all
#   retryAfter     seconds to wait, told to clients with   1
#                  the errors 429 and 503
#
# No request fails because of this iRule: whatever goes wrong, the default pool serves it and /var/log/ltm has a line.

when RULE_INIT {
    set static::ibr_config "/Common/InferenceBodyBasedRouting_config"
    # Steps that were read before, by their text. A changed data group has changed texts, so nothing here goes stale; a
    # changed iRule begins anew.
    array unset static::ibr_steps
    array set static::ibr_steps {}
    # When each virtual server logged last, and how many lines it kept back since. Each TMM has its own.
    array set static::ibr_logged {}
    array set static::ibr_kept {}
}

when CLIENT_ACCEPTED {
    # Before any pool is chosen this is the virtual server's own default pool.
    if { [catch { LB::server pool } ibr_own_pool] } {
        set ibr_own_pool ""
    }
    set ibr_route ""
}

when HTTP_REQUEST {
    # A kept-alive connection keeps its last pool, so each request begins anew with the default one. This also serves
    # it should no JSON event follow.
    set ibr_route ""
    if { ![info exists ibr_own_pool] } {
        # The iRule was attached while this connection was open.
        set ibr_own_pool ""
    }
    catch {
        set ibr_pool [call ibr_default_pool [call ibr_virtual] $ibr_own_pool]
        if { $ibr_pool ne "" } {
            call ibr_send $ibr_pool
        }
    }
}

# Exactly one of the next three follows each request.

when JSON_REQUEST {
    catch { set ibr_route [call ibr_serve JSON_REQUEST $ibr_own_pool] }
}

when JSON_REQUEST_MISSING {
    catch { set ibr_route [call ibr_serve JSON_REQUEST_MISSING $ibr_own_pool] }
}

when JSON_REQUEST_ERROR {
    catch { set ibr_route [call ibr_serve JSON_REQUEST_ERROR $ibr_own_pool] }
}

when HTTP_RESPONSE {
    catch {
        set ibr_header [call ibr_option [call ibr_virtual] header ""]
        if { $ibr_header ne "" && $ibr_route ne "" } {
            HTTP::header insert $ibr_header $ibr_route
        }
    }
}

# ---------------------------------------------------------------------------------------------------------------------
# One request
# ---------------------------------------------------------------------------------------------------------------------

# Decides and acts. Returns what the response header is to tell. Raises no error.
proc ibr_serve { event own_pool } {
    set virtual [call ibr_virtual]
    if { [catch { call ibr_decide $virtual $event } decision] } {
        call ibr_log $virtual "cannot decide: $decision"
        set decision [list none ERROR {} {} ""]
    }
    if { [catch { call ibr_act $virtual $own_pool $decision } route] } {
        call ibr_log $virtual "cannot act on [lrange $decision 0 1]: $route"
        set route [call ibr_serve_default $virtual $own_pool $decision]
    }
    call ibr_count $virtual [lindex $decision 2]
    return $route
}

# What to do with the request, as a list:
#   selectPool POOL     PATH REWRITES ""
#   reject     STATUS   PATH {}       MESSAGE
#   none       REASON   PATH {}       ""
# PATH is the list of the steps that were visited.
proc ibr_decide { virtual event } {
    if { $event ne "JSON_REQUEST" } {
        return [list none [call ibr_unreadable $virtual $event] {} {} ""]
    }
    set rules [call ibr_option $virtual rules "/Common/InferenceBodyBasedRouting_rules"]
    if { ![class exists $rules] } {
        call ibr_log $virtual "there is no data group $rules"
        return [list none NO_RULES {} {} ""]
    }
    if { [catch { JSON::root } root] } {
        call ibr_log $virtual "the body cannot be read"
        return [list none MALFORMED_BODY {} {} ""]
    }
    if { $root eq "" } {
        return [list none EMPTY_BODY {} {} ""]
    }
    return [call ibr_walk $virtual $rules $root]
}

# Why a body cannot be asked. Which event an oversize body raises is not documented, so its length decides.
proc ibr_unreadable { virtual event } {
    set length [call ibr_body_bytes]
    if { $length ne "" && $length > [call ibr_number $virtual maximumBytes 65536] } {
        call ibr_log $virtual "a body of $length bytes is too large for the rules"
        return OVERSIZE_BODY
    }
    if { $event eq "JSON_REQUEST_ERROR" } {
        call ibr_log $virtual "a body is no JSON"
        return MALFORMED_BODY
    }
    return EMPTY_BODY
}

# Goes from step to step to an end. Reads each subject once, and only if a step asks for it.
proc ibr_walk { virtual rules root } {
    set path {}
    set rewrites {}
    set id [string trim [call ibr_record start $rules] " \t"]
    while { 1 } {
        if { [info exists visited($id)] } {
            call ibr_log $virtual "the steps of $rules lead back to $id"
            return [list none LOOP $path {} ""]
        }
        set visited($id) 1
        set text [call ibr_record $id $rules]
        if { $text eq "" } {
            call ibr_log $virtual "there is no step '$id' in $rules"
            return [list none UNKNOWN_STEP $path {} ""]
        }
        lappend path $id
        if { [catch { call ibr_step $text } step] } {
            call ibr_log $virtual "step $id of $rules: $step"
            return [list none BAD_STEP $path {} ""]
        }
        switch -- [lindex $step 0] {
            if {
                foreach { action subject operator operand then otherwise } $step break
                if { ![info exists values($subject)] } {
                    if { [catch { call ibr_read $root $subject } read] } {
                        # The body is read piece by piece, so an error in it may show as late as here.
                        call ibr_log $virtual "step $id of $rules cannot read the body"
                        return [list none MALFORMED_BODY $path {} ""]
                    }
                    array set values $read
                }
                if { [call ibr_holds $values($subject) $operator $operand] } {
                    set id $then
                } else {
                    set id $otherwise
                }
            }
            rewrite {
                foreach { action steps value then } $step break
                lappend rewrites [list $steps $value]
                set id $then
            }
            selectPool {
                return [list selectPool [lindex $step 1] $path $rewrites ""]
            }
            reject {
                return [list reject [lindex $step 1] $path {} [lindex $step 2]]
            }
        }
    }
}

# Carries a decision out. Returns what the response header is to tell.
proc ibr_act { virtual own_pool decision } {
    foreach { outcome value path rewrites message } $decision break
    switch -- $outcome {
        selectPool {
            foreach rewrite $rewrites {
                call ibr_rewrite [JSON::root] [lindex $rewrite 0] [lindex $rewrite 1]
            }
            call ibr_send $value
            return [call ibr_route $decision "pool=$value"]
        }
        reject {
            return [call ibr_reject $virtual $decision $value $message]
        }
    }
    # None: the policy for such a body decides, else the default pool.
    set policy ""
    switch -- $value {
        EMPTY_BODY { set policy [call ibr_option $virtual missing ""] }
        MALFORMED_BODY { set policy [call ibr_option $virtual malformed ""] }
        OVERSIZE_BODY { set policy [call ibr_option $virtual oversize ""] }
    }
    if { $policy ne "" } {
        set step [call ibr_step $policy]
        switch -- [lindex $step 0] {
            selectPool {
                call ibr_send [lindex $step 1]
                return [call ibr_route $decision "pool=[lindex $step 1]"]
            }
            reject {
                return [call ibr_reject $virtual $decision [lindex $step 1] [lindex $step 2]]
            }
            default {
                error "a policy is selectPool or reject, not $policy"
            }
        }
    }
    return [call ibr_serve_default $virtual $own_pool $decision]
}

# What the response header is to tell: steps, outcome, for "none" the reason, and how it ended.
proc ibr_route { decision end } {
    set route "path=[join [lindex $decision 2] ,]; outcome=[lindex $decision 0]; "
    if { [lindex $decision 0] eq "none" } {
        append route "reason=[lindex $decision 1]; "
    }
    return $route$end
}

# The one place that chooses a pool. A member of it could be chosen behind this.
proc ibr_send { pool } {
    pool $pool
}

# The pool for what no rule decides, or nothing.
proc ibr_default_pool { virtual own_pool } {
    return [call ibr_option $virtual defaultPool $own_pool]
}

# The default pool; without one, or should it be gone, an error for the client.
proc ibr_serve_default { virtual own_pool decision } {
    set pool [call ibr_default_pool $virtual $own_pool]
    if { $pool ne "" } {
        if { ![catch { call ibr_send $pool } why] } {
            return [call ibr_route $decision "pool=$pool"]
        }
        call ibr_log $virtual "the default pool $pool cannot serve: $why"
    }
    return [call ibr_reject $virtual $decision 503 "no pool serves this request"]
}

# Answers the client with an error as OpenAI's API words it.
proc ibr_reject { virtual decision status message } {
    if { $message eq "" } {
        set message "this request is not served"
    }
    switch -- $status {
        401 { set type "authentication_error" }
        403 { set type "permission_error" }
        404 { set type "not_found_error" }
        429 { set type "rate_limit_error" }
        default {
            if { $status >= 500 } {
                set type "server_error"
            } else {
                set type "invalid_request_error"
            }
        }
    }
    set text [string map { \\ \\\\ \" \\\" \t \\t } $message]
    set body "{\"error\":{\"message\":\"$text\",\"type\":\"$type\",\"param\":null,\"code\":$status}}"
    set route [call ibr_route $decision "status=$status"]
    set header [call ibr_option $virtual header ""]
    if { $header eq "" } {
        # The place of a header that is not asked for is taken by one that is never wrong here.
        set header "Cache-Control"
        set told "no-store"
    } else {
        set told $route
    }
    if { $status == 429 || $status == 503 } {
        HTTP::respond $status content $body noserver "Content-Type" "application/json" $header $told \
            "Retry-After" [call ibr_number $virtual retryAfter 1]
    } else {
        HTTP::respond $status content $body noserver "Content-Type" "application/json" $header $told
    }
    return $route
}

# ---------------------------------------------------------------------------------------------------------------------
# Data groups, options, log, counters
# ---------------------------------------------------------------------------------------------------------------------

# The full path of the virtual server.
proc ibr_virtual {} {
    if { [catch { virtual name } name] } {
        return ""
    }
    return $name
}

# The value of a record, or nothing. A name that begins with a dash must not pass for an option.
proc ibr_record { name group } {
    if { [string match "-*" $name] } {
        return [class match -value -- $name equals $group]
    }
    return [class lookup $name $group]
}

# An option of this virtual server, else of all of them, else the default; the default also if they cannot be read.
proc ibr_option { virtual option default } {
    set value ""
    catch {
        if { [class exists $static::ibr_config] } {
            set value [call ibr_record "$virtual:$option" $static::ibr_config]
            if { $value eq "" } {
                set value [call ibr_record "*:$option" $static::ibr_config]
            }
        }
    }
    set value [string trim $value " \t"]
    if { $value eq "" } {
        return $default
    }
    return $value
}

# An option that is a whole number; anything else counts as not there.
proc ibr_number { virtual option default } {
    set value [call ibr_option $virtual $option $default]
    if { ![regexp {^(0|[1-9][0-9]{0,8})$} $value] } {
        return $default
    }
    return $value
}

# One line in /var/log/ltm, but not more often than logSeconds says. Never a body: that is other people's text.
proc ibr_log { virtual message } {
    if { [catch {
        set every [call ibr_number $virtual logSeconds 60]
        set now [clock seconds]
        set due [expr { ![info exists static::ibr_logged($virtual)]
            || $now - $static::ibr_logged($virtual) >= $every }]
        if { $every > 0 && $due } {
            set kept ""
            if { [info exists static::ibr_kept($virtual)] && $static::ibr_kept($virtual) > 0 } {
                set kept " ($static::ibr_kept($virtual) more since the last line)"
            }
            set static::ibr_logged($virtual) $now
            set static::ibr_kept($virtual) 0
            log local0.warning "InferenceBodyBasedRouting $virtual: [string range $message 0 199]$kept"
        } elseif { [info exists static::ibr_kept($virtual)] } {
            incr static::ibr_kept($virtual)
        }
    }] } {
        # A line that cannot be written must not stop a request.
        return
    }
}

# Counts the visited steps, if that is asked for.
proc ibr_count { virtual path } {
    catch {
        if { [call ibr_option $virtual counters off] eq "on" } {
            foreach id $path {
                ISTATS::incr "ibr $virtual:$id counter Requests" 1
            }
        }
    }
}

# The body's bytes as the client says, or nothing for a chunked body.
proc ibr_body_bytes {} {
    set length [HTTP::header value "Content-Length"]
    if { [regexp {^[0-9]{1,15}$} $length] } {
        set length [string trimleft $length 0]
        if { $length eq "" } {
            return 0
        }
        return $length
    }
    return ""
}

# ---------------------------------------------------------------------------------------------------------------------
# Reading a step
# ---------------------------------------------------------------------------------------------------------------------

# A step's text as a list:
#   if SUBJECT OPERATOR OPERAND THEN ELSE
#   rewrite STEPS VALUE THEN            VALUE as the words behind JSON::set
#   selectPool POOL
#   reject STATUS MESSAGE
# Raises an error for a text that is no step.
proc ibr_step { text } {
    if { [info exists static::ibr_steps($text)] } {
        return $static::ibr_steps($text)
    }
    set step [call ibr_parse $text]
    # So that texts of data groups long gone do not pile up.
    if { [array size static::ibr_steps] >= 10000 } {
        array unset static::ibr_steps
    }
    set static::ibr_steps($text) $step
    return $step
}

proc ibr_parse { text } {
    foreach { action quoted rest } [call ibr_word $text] break
    switch -- $action {
        if {
            foreach { subject rest } [call ibr_subject $rest] break
            foreach { operator quoted rest } [call ibr_word $rest] break
            set operator [call ibr_operator $operator]
            set operand ""
            if { $operator ne "exists" } {
                foreach { operand quoted rest } [call ibr_word $rest] break
            }
            foreach { keyword quoted rest } [call ibr_word $rest] break
            foreach { then quoted rest } [call ibr_word $rest] break
            foreach { keyword2 quoted rest } [call ibr_word $rest] break
            foreach { otherwise quoted rest } [call ibr_word $rest] break
            if { $keyword ne "then" || $keyword2 ne "else" } {
                error "then STEP else STEP is missing"
            }
            set step [list if $subject $operator $operand $then $otherwise]
        }
        rewrite {
            foreach { subject rest } [call ibr_subject $rest] break
            foreach { value quoted rest } [call ibr_word $rest] break
            foreach { keyword ignored rest } [call ibr_word $rest] break
            foreach { then ignored rest } [call ibr_word $rest] break
            if { $keyword ne "then" || [llength [lindex $subject 1]] == 0 } {
                error "a rewrite is: rewrite PATH VALUE then STEP"
            }
            set step [list rewrite [lindex $subject 1] [call ibr_json_value $value $quoted] $then]
        }
        selectPool {
            foreach { pool quoted rest } [call ibr_word $rest] break
            set step [list selectPool $pool]
        }
        reject {
            foreach { status quoted rest } [call ibr_word $rest] break
            if { ![regexp {^[45][0-9][0-9]$} $status] } {
                error "an HTTP error has a status from 400 to 599"
            }
            set message ""
            if { [string trim $rest " \t"] ne "" } {
                foreach { message quoted rest } [call ibr_word $rest] break
            }
            set step [list reject $status $message]
        }
        default {
            error "a step begins with if, selectPool, rewrite or reject"
        }
    }
    if { [string trim $rest " \t"] ne "" } {
        error "the record should end earlier"
    }
    return $step
}

# The first word of a text, whether it was quoted, and what is behind it.
proc ibr_word { text } {
    set text [string trimleft $text " \t"]
    if { $text eq "" } {
        error "the record ends too early"
    }
    if { [string match {['"]*} $text] } {
        foreach { word rest } [call ibr_quoted $text] break
        if { ![regexp {^([ \t]|$)} $rest] } {
            error "a blank is missing behind a quote"
        }
        return [list $word 1 $rest]
    }
    if { [regexp -indices {[ \t]} $text blank] } {
        set end [lindex $blank 0]
        return [list [string range $text 0 [expr { $end - 1 }]] 0 [string range $text $end end]]
    }
    return [list $text 0 ""]
}

# The text in the quotes that this text begins with, and what is behind them. A doubled quote stands for itself.
proc ibr_quoted { text } {
    set quote [string index $text 0]
    set word ""
    set from 1
    while { 1 } {
        set end [string first $quote $text $from]
        if { $end < 0 } {
            error "a quote has no end"
        }
        append word [string range $text $from [expr { $end - 1 }]]
        incr end
        if { [string index $text $end] ne $quote } {
            return [list $word [string range $text $end end]]
        }
        append word $quote
        set from [expr { $end + 1 }]
    }
}

# The subject that this text begins with, and what is behind it. A subject is a list: kind, steps, function.
#   path    {key model}                  ""       of .model
#   path    {key messages index -1}      size     of .messages[-1]@size
#   path    {key messages any {}}        ""       of .messages[*]
#   field   {}                           turns    of @turns
proc ibr_subject { text } {
    set text [string trimleft $text " \t"]
    set function ""
    if { [regexp {^@([A-Za-z]+)(.*)$} $text all field text] } {
        switch -- $field {
            system - lastUser - prompt - promptTokens - maxTokens - totalTokens -
            turns - hasImages - hasTools - bodyBytes {
                return [list [list field {} $field] $text]
            }
        }
        error "there is no field @$field"
    }
    set steps {}
    if { [regexp {^\.([ \t@].*)?$} $text] } {
        set text [string range $text 1 end]
    } elseif { ![string match {[.[]*} $text] } {
        error "a subject begins with a dot or @"
    }
    while { ![regexp {^([ \t]|$)} $text] } {
        if { [regexp {^\.([A-Za-z0-9_:/\u0080-\uffff-]+)(.*)$} $text all key text] } {
            lappend steps key $key
        } elseif { [regexp {^\[\*\](.*)$} $text all text] } {
            lappend steps any {}
        } elseif { [regexp {^\[(0|-?[1-9][0-9]{0,6})\](.*)$} $text all index text] } {
            lappend steps index $index
        } elseif { [regexp {^\[['"]} $text] } {
            foreach { key text } [call ibr_quoted [string range $text 1 end]] break
            if { [string index $text 0] ne "\]" } {
                error "a bracket is missing"
            }
            lappend steps key $key
            set text [string range $text 1 end]
        } elseif { [regexp {^@([a-z]+)(.*)$} $text all function text] } {
            break
        } else {
            error "this is no path"
        }
    }
    switch -- $function {
        "" - size - type - text - tokens - bytes {
            return [list [list path $steps $function] $text]
        }
    }
    error "there is no function @$function"
}

# An operator by its one name.
proc ibr_operator { word } {
    switch -- $word {
        match -
        string_match { return matches_glob }
        match_nocase -
        string_match_nocase { return matches_glob_nocase }
        is - exists -
        equals - equals_nocase - contains - contains_nocase -
        starts_with - starts_with_nocase - ends_with - ends_with_nocase -
        matches_glob - matches_glob_nocase -
        num_eq - num_ne - num_lt - num_le - num_gt - num_ge { return $word }
    }
    error "there is no operator $word"
}

# A rewrite's value as the words behind JSON::set: its type, and its value if the type has one.
proc ibr_json_value { value quoted } {
    if { $quoted } {
        return [list string $value]
    }
    switch -- $value {
        null { return [list null] }
        true { return [list boolean 1] }
        false { return [list boolean 0] }
    }
    if { [regexp {^(0|-?[1-9][0-9]{0,17})$} $value] } {
        return [list integer $value]
    }
    if { [regexp {^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?$} $value] } {
        return [list literal $value]
    }
    return [list string $value]
}

# ---------------------------------------------------------------------------------------------------------------------
# Reading the body
# ---------------------------------------------------------------------------------------------------------------------

# Reads a subject, and whatever comes with it: a list of subjects and what each stands for.
proc ibr_read { root subject } {
    foreach { kind steps function } $subject break
    if { $kind eq "path" } {
        return [list $subject [call ibr_values $root $steps $function]]
    }
    switch -- $function {
        bodyBytes { return [list $subject [call ibr_number_or_none [call ibr_body_bytes]]] }
        maxTokens { return [list $subject [call ibr_number_or_none [call ibr_max_tokens $root]]] }
        hasTools { return [list $subject [list [list boolean [call ibr_has_tools $root]]]] }
    }
    # All other fields come from one look at what is said.
    set read {}
    foreach { field value } [call ibr_conversation $root] {
        lappend read [list field {} $field] $value
    }
    return $read
}

# What a path stands for: a list of values, empty when there is none, more than one only with [*]. A value is a list of
# its kind (text, number, boolean, null, container) and, for the first three, its text; a boolean's is 1 or 0.
proc ibr_values { root steps function } {
    set values {}
    foreach element [call ibr_elements $root $steps] {
        set value [call ibr_value $element $function]
        if { [llength $value] > 0 } {
            lappend values $value
        }
    }
    return $values
}

proc ibr_number_or_none { number } {
    if { $number eq "" } {
        return {}
    }
    return [list [list number $number]]
}

proc ibr_text_or_none { text } {
    if { $text eq "" } {
        return {}
    }
    return [list [list text $text]]
}

# The elements of the body at the end of a path.
proc ibr_elements { root steps } {
    set found [list $root]
    foreach { kind at } $steps {
        set next {}
        foreach element $found {
            set type [JSON::type $element]
            if { $kind eq "key" && $type eq "object" } {
                set object [JSON::get $element object]
                # Asking for a key that is not there is an error, so look first.
                if { [lsearch -exact [JSON::object keys $object] $at] >= 0 } {
                    lappend next [JSON::object get $object $at]
                }
            } elseif { $kind ne "key" && $type eq "array" } {
                set array [JSON::get $element array]
                set size [JSON::array size $array]
                if { $kind eq "any" } {
                    for { set i 0 } { $i < $size } { incr i } {
                        lappend next [JSON::array get $array $i]
                    }
                } else {
                    set index $at
                    if { $index < 0 } {
                        incr index $size
                    }
                    if { $index >= 0 && $index < $size } {
                        lappend next [JSON::array get $array $index]
                    }
                }
            } elseif { $type eq "invalid" } {
                error "an element is invalid"
            }
        }
        set found $next
    }
    return $found
}

# The value of an element, with a function or without; empty when the function does not take its type.
proc ibr_value { element function } {
    set type [JSON::type $element]
    if { $type eq "invalid" } {
        error "an element is invalid"
    }
    switch -- $function {
        "" {
            switch -- $type {
                string { return [list text [JSON::get $element string]] }
                integer - literal { return [list number [JSON::get $element $type]] }
                boolean { return [list boolean [JSON::get $element boolean]] }
                null { return [list null ""] }
            }
            return [list container ""]
        }
        type {
            switch -- $type {
                integer - literal { set type number }
            }
            return [list text $type]
        }
        size {
            switch -- $type {
                array { return [list number [JSON::array size [JSON::get $element array]]] }
                object {
                    # Equal keys count once.
                    set keys [lsort -unique [JSON::object keys [JSON::get $element object]]]
                    return [list number [llength $keys]]
                }
                string { return [list number [call ibr_characters [JSON::get $element string]]] }
            }
            return {}
        }
    }
    if { $type ne "string" && $type ne "array" } {
        return {}
    }
    set text [lindex [call ibr_content $element] 0]
    switch -- $function {
        text { return [list text $text] }
        tokens { return [list number [call ibr_tokens $text]] }
        bytes { return [list number [call ibr_bytes $text]] }
    }
    return {}
}

# The text of a message's content, and whether there is an image in it. The text is a string itself, or the strings and
# the text members of an array, joined by newlines; of anything else it is empty.
proc ibr_content { element } {
    set images 0
    switch -- [JSON::type $element] {
        string { return [list [JSON::get $element string] 0] }
        array {
            set pieces {}
            foreach part [call ibr_elements $element { any {} }] {
                switch -- [JSON::type $part] {
                    string { lappend pieces [JSON::get $part string] }
                    object {
                        foreach piece [call ibr_strings $part text] {
                            lappend pieces $piece
                        }
                        foreach type [call ibr_strings $part type] {
                            switch -- $type {
                                image_url - input_image - image { set images 1 }
                            }
                        }
                    }
                }
            }
            return [list [join $pieces "\n"] $images]
        }
    }
    return [list "" 0]
}

# The string at a key: a list of none or one.
proc ibr_strings { element key } {
    foreach member [call ibr_elements $element [list key $key]] {
        if { [JSON::type $member] eq "string" } {
            return [list [JSON::get $member string]]
        }
    }
    return {}
}

# ---------------------------------------------------------------------------------------------------------------------
# Fields that are derived from the body of any OpenAI-like API
# ---------------------------------------------------------------------------------------------------------------------

# The fields that come from what is said, and the values of each as ibr_values returns them.
proc ibr_conversation { root } {
    set system {}
    set prompt {}
    set last ""
    set turns 0
    set numbers 0
    set images 0
    foreach key { system instructions } {
        foreach element [call ibr_elements $root [list key $key]] {
            set text [lindex [call ibr_content $element] 0]
            if { $text ne "" } {
                lappend system $text
                lappend prompt $text
            }
        }
    }
    foreach item [call ibr_items $root] {
        if { $item eq "number" } {
            incr numbers
            continue
        }
        foreach { role text image } $item break
        if { $image } {
            set images 1
        }
        if { $text ne "" } {
            lappend prompt $text
        }
        switch -- $role {
            user {
                incr turns
                set last $text
            }
            system - developer {
                if { $text ne "" } {
                    lappend system $text
                }
            }
        }
    }
    set prompt [join $prompt "\n"]
    set tokens [expr { $numbers + [call ibr_tokens $prompt] }]
    return [list \
        system [call ibr_text_or_none [join $system "\n"]] \
        prompt [call ibr_text_or_none $prompt] \
        lastUser [call ibr_text_or_none $last] \
        turns [list [list number $turns]] \
        hasImages [list [list boolean $images]] \
        promptTokens [list [list number $tokens]] \
        totalTokens [call ibr_number_or_none [call ibr_total_tokens $root $tokens]]]
}

# What is said, one after the other: lists of role, text and whether there is an image, and "number" for a token number.
proc ibr_items { root } {
    set items {}
    foreach key { messages input prompt } {
        foreach element [call ibr_elements $root [list key $key]] {
            if { $key ne "messages" && [JSON::type $element] eq "string" } {
                lappend items [list user [JSON::get $element string] 0]
            }
            # Of anything but an array these are none.
            foreach item [call ibr_elements $element { any {} }] {
                switch -- [JSON::type $item] {
                    string { lappend items [list user [JSON::get $item string] 0] }
                    integer - literal { lappend items number }
                    object { lappend items [call ibr_message $item] }
                    array {
                        foreach inner [call ibr_elements $item { any {} }] {
                            switch -- [JSON::type $inner] {
                                integer - literal { lappend items number }
                            }
                        }
                    }
                }
            }
        }
    }
    return $items
}

# Role, text, and whether there is an image, of one message.
proc ibr_message { element } {
    set content [list "" 0]
    foreach member [call ibr_elements $element { key content }] {
        set content [call ibr_content $member]
    }
    return [list [lindex [call ibr_strings $element role] 0] [lindex $content 0] [lindex $content 1]]
}

proc ibr_has_tools { root } {
    foreach key { tools functions } {
        foreach element [call ibr_elements $root [list key $key]] {
            if { [JSON::type $element] eq "array" && [JSON::array size [JSON::get $element array]] > 0 } {
                return 1
            }
        }
    }
    return 0
}

# The limit for the answer as it stands in the body, or nothing.
proc ibr_max_tokens { root } {
    foreach key { max_completion_tokens max_output_tokens max_tokens } {
        foreach element [call ibr_elements $root [list key $key]] {
            switch -- [JSON::type $element] {
                integer { return [JSON::get $element integer] }
                literal { return [JSON::get $element literal] }
            }
        }
    }
    return ""
}

# The prompt's tokens and the limit together; nothing when the limit is not within 0 to 1e15.
proc ibr_total_tokens { root tokens } {
    set limit [call ibr_max_tokens $root]
    if { $limit eq "" } {
        return $tokens
    }
    if { [string length $limit] > 400 } {
        return ""
    }
    foreach { zero magnitude } [call ibr_magnitude $limit] break
    if { $zero || $magnitude < -324 } {
        # Nothing, or too little for a floating point number.
        return $tokens
    }
    if { $magnitude > 15 || [string match "-*" $limit] } {
        return ""
    }
    if { $magnitude < 0 } {
        return $tokens
    }
    set limit [expr { double($limit) }]
    if { $limit > 1e15 } {
        return ""
    }
    # Whole numbers up to 2^53 are exact here, whatever the size of an integer.
    return [format "%.0f" [expr { floor($limit) + $tokens }]]
}

# ---------------------------------------------------------------------------------------------------------------------
# Conditions
# ---------------------------------------------------------------------------------------------------------------------

# Whether one of the values satisfies the condition.
proc ibr_holds { values operator operand } {
    foreach value $values {
        if { [call ibr_value_holds [lindex $value 0] [lindex $value 1] $operator $operand] } {
            return 1
        }
    }
    return 0
}

proc ibr_value_holds { kind text operator operand } {
    switch -glob -- $operator {
        exists {
            return 1
        }
        is {
            switch -- $operand {
                null { return [string equal $kind "null"] }
                true { return [string equal "$kind $text" "boolean 1"] }
                false { return [string equal "$kind $text" "boolean 0"] }
            }
            return 0
        }
        num_* {
            if { $kind ne "number" } {
                return 0
            }
            return [call ibr_compare $text $operator $operand]
        }
        equals* - matches_glob* {
            # These take numbers as well, and booleans in either spelling.
            if { $kind eq "boolean" } {
                if { $text } {
                    set other "true"
                } else {
                    set other "false"
                }
                return [expr { [call ibr_text_holds $text $operator $operand]
                    || [call ibr_text_holds $other $operator $operand] }]
            }
            if { $kind eq "number" } {
                return [call ibr_text_holds $text $operator $operand]
            }
        }
    }
    if { $kind ne "text" } {
        return 0
    }
    return [call ibr_text_holds $text $operator $operand]
}

proc ibr_text_holds { text operator operand } {
    switch -- $operator {
        equals { return [string equal $text $operand] }
        equals_nocase { return [string equal -nocase $text $operand] }
        matches_glob { return [string match $operand $text] }
        matches_glob_nocase { return [string match -nocase $operand $text] }
    }
    if { [string match "*_nocase" $operator] } {
        set text [string tolower $text]
        set operand [string tolower $operand]
    }
    set length [string length $operand]
    switch -glob -- $operator {
        contains* { return [expr { [string first $operand $text] >= 0 }] }
        starts_with* { return [string equal [string range $text 0 [expr { $length - 1 }]] $operand] }
        ends_with* {
            return [string equal [string range $text [expr { [string length $text] - $length }] end] $operand]
        }
    }
    return 0
}

# Compares two numbers as they stand in a body and in a rule; those out of range satisfy nothing.
proc ibr_compare { number operator operand } {
    if { ![call ibr_in_range $number] || ![call ibr_in_range $operand] } {
        return 0
    }
    set left [expr { double($number) }]
    set right [expr { double($operand) }]
    # A less-than sign is always followed by a blank in this file, since iControl REST refuses what looks like HTML tags.
    switch -- $operator {
        num_eq { return [expr { $left == $right }] }
        num_ne { return [expr { $left != $right }] }
        num_lt { return [expr { $left < $right }] }
        num_le { return [expr { $right >= $left }] }
        num_gt { return [expr { $left > $right }] }
        num_ge { return [expr { $left >= $right }] }
    }
    return 0
}

# Whether a number has at most 15 digits and an exponent within 300 of zero, so that all machines read it alike.
proc ibr_in_range { number } {
    if { ![regexp {^-?([0-9]+)(\.[0-9]+)?([eE][-+]?([0-9]+))?$} $number all whole fraction mark exponent] } {
        return 0
    }
    set digits [string trimleft "$whole[string range $fraction 1 end]" 0]
    set exponent [string trimleft $exponent 0]
    if { [string length $digits] > 15 || [string length $exponent] > 3 } {
        return 0
    }
    if { $exponent ne "" && $exponent > 300 } {
        return 0
    }
    foreach { zero magnitude } [call ibr_magnitude $number] break
    return [expr { $zero || ($magnitude >= -300 && 300 >= $magnitude) }]
}

# Whether a number is zero, and the power of ten of its first digit. Done on the text: a number that is too large or too
# small is an error for Tcl 8.4.
proc ibr_magnitude { number } {
    regexp {^-?([0-9]+)(\.([0-9]+))?([eE]([-+]?)([0-9]+))?$} $number all whole dot fraction mark sign exponent
    set digits [string trimleft $whole$fraction 0]
    if { $digits eq "" } {
        return [list 1 0]
    }
    set exponent [string trimleft $exponent 0]
    if { $exponent eq "" } {
        set exponent 0
    } elseif { [string length $exponent] > 6 } {
        set exponent 1000000
    }
    if { $sign eq "-" } {
        set exponent [expr { 0 - $exponent }]
    }
    set zeros [expr { [string length $whole$fraction] - [string length $digits] }]
    return [list 0 [expr { [string length $whole] - 1 - $zeros + $exponent }]]
}

# ---------------------------------------------------------------------------------------------------------------------
# Lengths of texts
# ---------------------------------------------------------------------------------------------------------------------

# Bytes in UTF-8. Characters beyond U+FFFF come as two halves of three bytes, but have four.
proc ibr_bytes { text } {
    set length [string length $text]
    if { [string is ascii $text] } {
        return $length
    }
    incr length [regexp -all {[\u0080-\u07ff]} $text]
    incr length [expr { 2 * [regexp -all {[\u0800-\uffff]} $text] }]
    return [expr { $length - 2 * [regexp -all {[\ud800-\udbff][\udc00-\udfff]} $text] }]
}

# Characters, where two halves make one.
proc ibr_characters { text } {
    set length [string length $text]
    if { [string is ascii $text] } {
        return $length
    }
    return [expr { $length - [regexp -all {[\ud800-\udbff][\udc00-\udfff]} $text] }]
}

# The estimate: four bytes a token.
proc ibr_tokens { text } {
    return [expr { ([call ibr_bytes $text] + 3) / 4 }]
}

# ---------------------------------------------------------------------------------------------------------------------
# Changing the body
# ---------------------------------------------------------------------------------------------------------------------

# Makes a change in the parsed body, which the json profile writes out again on its way to the server. A member is added
# if its object is there; otherwise what is not there stays so. Changes are made in the order of the steps, so of two at
# one place the later one counts.
proc ibr_rewrite { root steps value } {
    set kind [lindex $steps end-1]
    set at [lindex $steps end]
    foreach parent [call ibr_elements $root [lrange $steps 0 end-2]] {
        if { $kind eq "key" && [JSON::type $parent] eq "object" } {
            set object [JSON::get $parent object]
            if { [lsearch -exact [JSON::object keys $object] $at] < 0 } {
                JSON::object add $object $at null
            }
        }
        foreach element [call ibr_elements $parent [list $kind $at]] {
            if { [llength $value] == 1 } {
                JSON::set $element [lindex $value 0]
            } else {
                JSON::set $element [lindex $value 0] [lindex $value 1]
            }
        }
    }
}
