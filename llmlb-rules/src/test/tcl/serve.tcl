# Runs the iRule for a test: tclsh serve.tcl IRULE. A line in, a line out; words are "-" or the hex of UTF-8.
#   switch NAME VALUE        group NAME          record GROUP NAME VALUE      reset
#   connect VIRTUAL POOL     request TYPE BODY   counters      version
#   call PROCEDURE ARGUMENT ARGUMENT             what the procedure returns
# Answers "ok", pairs of a name and the hex of its value, or "error" and the hex of what went wrong: nothing ever should.
source [file join [file dirname [info script]] bigip.tcl]
fconfigure stdin -encoding iso8859-1 -translation lf
fconfigure stdout -encoding iso8859-1 -translation lf -buffering full

proc raw {hex} {
    if {$hex eq "-"} {
        return ""
    }
    return [binary format H* $hex]
}

proc word {hex} {
    return [encoding convertfrom utf-8 [raw $hex]]
}

proc hex {text} {
    if {$text eq ""} {
        return -
    }
    binary scan [encoding convertto utf-8 $text] H* digits
    return $digits
}

proc answer {words} {
    foreach {command first second third} [concat $words {- - -}] break
    switch -- $command {
        switch {
            set name [word $first]
            if {[info exists json::switches($name)]} {
                set json::switches($name) [word $second]
            } elseif {[info exists bigip::switches($name)]} {
                set bigip::switches($name) [word $second]
            } else {
                error "there is no switch $name"
            }
        }
        group {bigip::group [word $first]}
        record {bigip::record [word $first] [word $second] [word $third]}
        reset {bigip::reset}
        connect {bigip::connect [word $first] [word $second]}
        counters {
            set pairs {}
            foreach key [lsort [array names bigip::counters]] {
                lappend pairs [hex $key] [hex $bigip::counters($key)]
            }
            return $pairs
        }
        call {
            set arguments {}
            foreach hex [lrange $words 1 end] {
                lappend arguments [word $hex]
            }
            return [list value [hex [uplevel #0 [concat call $arguments]]]]
        }
        version {return [list version [hex [info patchlevel]]]}
        request {
            set pairs {}
            foreach {name value} [bigip::request [word $first] [raw $second]] {
                if {$name eq "headers"} {
                    set lines {}
                    foreach {header content} $value {
                        lappend lines "$header: $content"
                    }
                    set value [join $lines "\n"]
                } elseif {$name eq "logged"} {
                    set value [join $value "\n"]
                }
                lappend pairs $name [hex $value]
            }
            return $pairs
        }
        default {error "there is no command $command"}
    }
    return ok
}

bigip::load [lindex $argv 0]
while {[gets stdin line] >= 0} {
    if {[catch {answer [split $line " "]} said]} {
        set said "error [hex $said]"
    }
    puts $said
    flush stdout
}
