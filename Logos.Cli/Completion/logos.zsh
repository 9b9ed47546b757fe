#compdef logos
# zsh completion for logos; without a suggestion file names are completed
_logos() {
    local line="${(j: :)words[2,CURRENT]}"
    local -a suggestions
    suggestions=("${(@f)$(logos "[suggest:${#line}]" "$line" 2>/dev/null)}")
    [[ "$words[CURRENT]" == -* ]] || suggestions=("${(@)suggestions:#-*}")
    if [[ -n "$suggestions[1]" ]]; then
        compadd -a suggestions
    else
        _files
    fi
}
if [[ "$funcstack[1]" == _logos ]]; then
    _logos "$@"
else
    compdef _logos logos
fi
