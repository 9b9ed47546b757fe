# fish completion for logos; fish itself adds file names
function __logos_complete
    set -l line (commandline -cp | string replace -r '^\s*\S+\s*' '')
    set -l suggestions (logos "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null)
    if string match -q -- '-*' (commandline -ct)
        printf '%s\n' $suggestions
    else
        string match -v -- '-*' $suggestions
    end
end
complete -c logos -a '(__logos_complete)'
