namespace Logos.Servers.Otlp;

/// <param name="Service">What its resource calls the service.</param>
/// <param name="Parent">Empty for the first of a trace.</param>
/// <param name="Kind">1 internal, 2 server, 3 client, 4 producer, 5 consumer.</param>
/// <param name="IsError">Whether its status says so.</param>
public sealed record OtlpSpan(string Service, string Trace, string Id, string Parent, string Name, int Kind, bool IsError, IReadOnlyDictionary<string, string> Attributes);

/// <param name="Trace">Empty where it belongs to none.</param>
public sealed record OtlpLog(string Service, string Text, string Trace, IReadOnlyDictionary<string, string> Attributes);

/// <summary>One series of a metric.</summary>
public sealed record OtlpPoint(string Service, string Metric, IReadOnlyDictionary<string, string> Attributes);
