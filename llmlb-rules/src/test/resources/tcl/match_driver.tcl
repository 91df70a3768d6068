# Answers, one line for each line read. A line is: command, "-" or hex of UTF-8, "-" or hex of UTF-8.
#   match PATTERN TEXT     1 or 0
#   nocase PATTERN TEXT    1 or 0
#   lower - TEXT           hex of the text in lower case
# Each string is made anew and never measured or indexed, so that Tcl compares code points and not UTF-16 units.
fconfigure stdin -encoding iso8859-1 -translation lf
fconfigure stdout -encoding iso8859-1 -translation lf -buffering full

proc fresh hex {
    if {$hex eq "-"} {
        return ""
    }
    return [encoding convertfrom utf-8 [binary decode hex $hex]]
}

proc answer {command pattern text} {
    switch -exact -- $command {
        match { return [string match [fresh $pattern] [fresh $text]] }
        nocase { return [string match -nocase [fresh $pattern] [fresh $text]] }
        lower { return [binary encode hex [encoding convertto utf-8 [string tolower [fresh $text]]]] }
    }
}

while {[gets stdin line] >= 0} {
    puts [answer {*}[split $line " "]]
}
