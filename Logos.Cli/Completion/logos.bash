# bash completion for logos; without a suggestion bash completes file names
_logos() {
    local line="${COMP_LINE:0:COMP_POINT}" word="${COMP_WORDS[COMP_CWORD]}" suggestion
    line="${line#"${line%%[![:space:]]*}"}"
    line="${line#"${COMP_WORDS[0]}"}"
    line="${line#"${line%%[![:space:]]*}"}"
    COMPREPLY=()
    while IFS= read -r suggestion; do
        [[ $suggestion == -* && $word != -* ]] && continue
        [[ $suggestion == "$word"* ]] && COMPREPLY+=("$suggestion")
    done < <(logos "[suggest:${#line}]" "$line" 2>/dev/null)
}
complete -o default -F _logos logos
