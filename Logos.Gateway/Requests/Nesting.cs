using Logos.Rules.Values;

namespace Logos.Gateway.Requests;

/// <summary>How deep the JSON of records goes: as a value within what is kept and answered of it, and never a reason not to show a list.</summary>
internal static class Nesting
{
    /// <summary>A template as deep as a value may be, filled with one, and what stands around it.</summary>
    public const int Deepest = ValueJson.MaxDepth * 4;
}
