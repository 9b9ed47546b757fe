#compdef logos
# zsh completion for logos
_logos() {
    local line="${(j: :)words[2,CURRENT]}"
    local -a suggestions
    suggestions=("${(@f)$(logos "[suggest:${#line}]" "$line" 2>/dev/null)}")
    [[ -n "$suggestions[1]" ]] && compadd -a suggestions
    _files
}
if [[ "$funcstack[1]" == _logos ]]; then
    _logos "$@"
else
    compdef _logos logos
fi
