# A virtual server with an http and a json profile that runs one iRule: events, and the commands an iRule gets for them.
# In Tcl 8.4, like the iRule. What the documentation does not say is a switch:
#
#   oversize        the event for a body beyond the json profile's limits: JSON_REQUEST_ERROR or JSON_REQUEST_MISSING
#   maximumBytes    the json profile's limits
#   maximumEntries
#   chunked         1: the client sends no Content-Length
#   pools           the pools there are; empty: every pool there could be
#   failing         a command that always fails, such as pool or HTTP::respond
#   now             what the clock says

source [file join [file dirname [info script]] json.tcl]

namespace eval static {}
namespace eval HTTP {}
namespace eval LB {}
namespace eval ISTATS {}
namespace eval bigip {
    variable switches
    variable events
    variable procs
    variable groups
    variable records
    variable virtual ""
    variable ownPool ""
    # Of the request at hand.
    variable pool
    variable headers
    variable body
    variable response
    variable sent
    variable logged
    variable counters
    # The variables that are no connection's.
    variable globals
}

proc bigip::defaults {} {
    variable switches
    array set switches {oversize JSON_REQUEST_ERROR maximumBytes 65536 maximumEntries 2048 chunked 0 pools {} failing {} now 0}
    json::defaults
}
bigip::defaults

# --- loading -----------------------------------------------------------------------------------------------------------

proc when {event body} {
    set bigip::events($event) $body
}

# Defines the iRule's events and procedures. A procedure is no command of its own: it is there for "call" only.
proc bigip::load {file} {
    set in [open $file]
    fconfigure $in -encoding iso8859-1
    set text [read $in]
    close $in
    rename ::proc ::bigip::define
    ::bigip::define ::proc {name arguments body} {
        set bigip::procs($name) 1
        ::bigip::define "::proc $name" $arguments $body
    }
    uplevel #0 $text
    rename ::proc {}
    rename ::bigip::define ::proc
    remember
    raise RULE_INIT
}

# What variables there are now belongs to no connection.
proc bigip::remember {} {
    variable globals
    foreach name [concat [info globals] {line said errorInfo errorCode}] {
        set globals($name) 1
    }
}

proc call {name args} {
    if {![info exists bigip::procs($name)]} {
        error "there is no procedure $name"
    }
    return [uplevel 1 [linsert $args 0 "::proc $name"]]
}

# An event's variables live as long as the connection; procedures do not see them.
proc bigip::raise {event} {
    variable events
    if {[info exists events($event)]} {
        uplevel #0 $events($event)
    }
}

# --- data groups -------------------------------------------------------------------------------------------------------

proc bigip::group {name} {
    variable groups
    variable records
    set groups($name) 1
    array unset records "[list $name] *"
}

proc bigip::record {group name value} {
    variable records
    set records([list $group $name]) $value
}

proc bigip::reset {} {
    variable groups
    variable records
    variable counters
    array unset groups
    array unset records
    array unset counters
    foreach name [info vars ::static::*] {
        unset $name
    }
    defaults
    raise RULE_INIT
}

proc bigip::lookup {name group} {
    variable groups
    variable records
    if {![info exists groups($group)]} {
        error "there is no class $group"
    }
    if {[info exists records([list $group $name])]} {
        return $records([list $group $name])
    }
    return ""
}

proc bigip::may {command} {
    variable switches
    if {$switches(failing) eq $command} {
        error "$command has failed"
    }
}

proc class {subcommand args} {
    bigip::may class
    switch -- $subcommand {
        exists {return [info exists bigip::groups([lindex $args 0])]}
        lookup {
            if {[llength $args] != 2 || [string match -* [lindex $args 0]]} {
                error "class lookup takes an item and a class"
            }
            return [bigip::lookup [lindex $args 0] [lindex $args 1]]
        }
        match {
            if {[llength $args] != 5 || [lindex $args 0] ne "-value" || [lindex $args 1] ne "--"
                    || [lindex $args 3] ne "equals"} {
                error "this class match is not emulated"
            }
            return [bigip::lookup [lindex $args 2] [lindex $args 4]]
        }
    }
    error "class $subcommand is not emulated"
}

# --- the other commands --------------------------------------------------------------------------------------------------

proc virtual {subcommand} {
    bigip::may virtual
    if {$subcommand ne "name"} {
        error "virtual $subcommand is not emulated"
    }
    return $bigip::virtual
}

proc pool {name} {
    bigip::may pool
    if {[llength $bigip::switches(pools)] > 0 && [lsearch -exact $bigip::switches(pools) $name] < 0} {
        error "there is no pool $name"
    }
    set bigip::pool $name
    return
}

proc LB::server {subcommand} {
    bigip::may LB::server
    if {$subcommand ne "pool"} {
        error "LB::server $subcommand is not emulated"
    }
    return $bigip::pool
}

proc log {facility message} {
    bigip::may log
    if {![regexp {^local[0-7]\.(emerg|alert|crit|err|warning|notice|info|debug)?$} $facility]} {
        error "there is no facility $facility"
    }
    lappend bigip::logged $message
    return
}

proc ISTATS::incr {key amount} {
    bigip::may ISTATS::incr
    if {[llength $key] != 4 || $amount < 0} {
        error "an iStats key has four words, and a counter does not go back"
    }
    if {![info exists bigip::counters($key)]} {
        set bigip::counters($key) 0
    }
    ::incr bigip::counters($key) $amount
    return
}

proc HTTP::header {subcommand name {value ""}} {
    bigip::may HTTP::header
    switch -- $subcommand {
        value {
            foreach {each content} $bigip::headers {
                if {[string equal -nocase $each $name]} {
                    return $content
                }
            }
            return ""
        }
        insert {
            lappend bigip::headers $name $value
            return
        }
    }
    error "HTTP::header $subcommand is not emulated"
}

proc HTTP::respond {status args} {
    bigip::may HTTP::respond
    if {[llength $bigip::response] > 0} {
        error "a response has been sent"
    }
    set content ""
    set headers {}
    while {[llength $args] > 0} {
        switch -- [lindex $args 0] {
            content {
                set content [lindex $args 1]
                set args [lrange $args 2 end]
            }
            noserver {set args [lrange $args 1 end]}
            default {
                if {[llength $args] < 2} {
                    error "a header has no value"
                }
                lappend headers [lindex $args 0] [lindex $args 1]
                set args [lrange $args 2 end]
            }
        }
    }
    set bigip::response [list $status $content $headers]
    return
}

if {[info commands bigip::clock] eq ""} {
    rename ::clock ::bigip::clock
}
proc clock {subcommand} {
    bigip::may clock
    if {$subcommand ne "seconds"} {
        error "clock $subcommand is not emulated"
    }
    return $bigip::switches(now)
}

# --- traffic -------------------------------------------------------------------------------------------------------------

# A client connects. The virtual server's default pool is the one chosen until an event chooses another.
proc bigip::connect {name defaultPool} {
    variable virtual $name
    variable pool $defaultPool
    variable response {}
    variable logged {}
    variable headers {}
    variable globals
    foreach name [info globals] {
        if {![info exists globals($name)]} {
            unset ::$name
        }
    }
    json::clear
    raise CLIENT_ACCEPTED
}

# One request with these bytes as its body. Returns pairs: pool, status, content and headers of what the client gets from
# the iRule (status empty: the server answers, headers are the iRule's then), body for the server, lines logged, event.
proc bigip::request {type bytes} {
    variable switches
    variable pool
    variable headers
    variable body $bytes
    variable response {}
    variable logged {}
    set headers [list Host bigip Content-Type $type]
    if {!$switches(chunked)} {
        lappend headers Content-Length [string length $bytes]
    }
    json::clear
    raise HTTP_REQUEST
    set event [parsed $type $bytes]
    raise $event
    set status ""
    set content ""
    if {[llength $response] > 0} {
        foreach {status content headers} $response break
        set pool ""
    } else {
        if {$event eq "JSON_REQUEST"} {
            set body ""
            if {$json::root ne ""} {
                set body [json::rendered $json::root]
            }
        }
        set headers {}
        raise HTTP_RESPONSE
    }
    return [list pool $pool status $status content $content headers $headers body $body \
        logged $logged event $event calls $json::calls]
}

# Parses a body as the json profile does; the event that follows.
proc bigip::parsed {type bytes} {
    variable switches
    if {![regexp -nocase {^application/json *(;|$)} $type] || [string trim $bytes " \t\r\n"] eq ""} {
        return JSON_REQUEST_MISSING
    }
    if {[string length $bytes] > $switches(maximumBytes)} {
        return $switches(oversize)
    }
    if {[catch {json::parse $bytes} entries]} {
        json::clear
        return JSON_REQUEST_ERROR
    }
    if {$entries > $switches(maximumEntries)} {
        json::clear
        return $switches(oversize)
    }
    return JSON_REQUEST
}
