# fish completion for logos
function __logos_complete
    set -l line (commandline -cp | string replace -r '^\s*\S+\s*' '')
    logos "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
end
complete -c logos -a '(__logos_complete)'
