using Logos.Gateway.Faults;
using Logos.Rules.Faults;
using Logos.Rules.Values;
using Logos.ServiceDefaults.Problems;

namespace Logos.Gateway.Requests;

/// <summary>Reads the members of a body, each by its name, and tells everything that is wrong with them at once.</summary>
internal sealed class Members(ValueMap map)
{
    private readonly List<string> _known = [];
    private readonly List<Fault> _faults = [];

    public Value Any(string name)
    {
        _known.Add(name);
        return map[name];
    }

    /// <summary>For whoever reads it by other means.</summary>
    public void Look(string name, bool isNeeded)
    {
        if (Any(name).IsNull && isNeeded)
            Missing(name);
    }

    public string? Text(string name, bool isNeeded = false)
    {
        var value = Any(name);
        if (value.IsString && (!isNeeded || value.AsString().Length > 0))
            return value.AsString();
        if (value.IsNull || value.IsString)
            return isNeeded ? Missing(name) : null;
        Wrong(name, "a text");
        return null;
    }

    /// <returns>Empty where there is none.</returns>
    public ValueMap Map(string name)
    {
        var value = Any(name);
        if (value.IsMap)
            return value.AsMap();
        if (!value.IsNull)
            Wrong(name, "an object");
        return ValueMap.Empty;
    }

    /// <returns>Null where there is none.</returns>
    public IReadOnlyDictionary<string, string>? Texts(string name)
    {
        var given = Map(name);
        if (given.Count == 0)
            return null;
        var texts = new Dictionary<string, string>(given.Count, StringComparer.Ordinal);
        foreach (var (key, value) in given)
        {
            if (value.IsString)
                texts.Add(key, value.AsString());
            else
                Wrong($"{name}.{key}", "a text");
        }

        return texts;
    }

    public int Number(string name, int otherwise, int least, int most)
    {
        var value = Any(name);
        if (value.IsNull)
            return otherwise;
        if (value.IsNumber && value.TryGetInt64(out var number) && number >= least && number <= most)
            return (int)number;
        Wrong(name, $"a whole number from {least} to {most}");
        return otherwise;
    }

    public void Wrong(string path, string takes) => Add(new(ApiCodes.WrongMember, $"`{path}` takes {takes}") { Path = path });

    public void Add(Fault fault) => _faults.Add(fault);

    public void AddAll(IReadOnlyList<Fault> faults) => _faults.AddRange(faults);

    /// <returns>Null when nothing is wrong.</returns>
    public Problem? Refusal()
    {
        foreach (var (name, _) in map)
        {
            if (!_known.Contains(name))
            {
                _faults.Add(new(ApiCodes.UnknownMember, $"there is no member `{RequestBody.Shown(name)}`")
                {
                    Path = RequestBody.Shown(name),
                    Hint = Suggestion.DidYouMean(name, _known) ?? (_known.Count == 0 ? "the route takes no body" : $"there are {string.Join(", ", _known)}"),
                });
            }
        }

        return _faults.Count == 0 ? null : Refused();
    }

    public Problem Refused() => Problem.Of(422, $"the body has {_faults.Count} faults", _faults);

    private string? Missing(string name)
    {
        Add(new(ApiCodes.MissingMember, $"`{name}` is missing") { Path = name });
        return null;
    }
}
