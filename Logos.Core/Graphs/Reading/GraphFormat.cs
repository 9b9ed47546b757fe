namespace Logos.Core.Graphs.Reading;

public enum GraphFormat
{
    Yaml,
    Json,
}
