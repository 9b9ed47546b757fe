namespace Logos.ServiceDefaults.Http;

/// <summary>The id of the request that is under way, for what is called meanwhile; null where there is none.</summary>
public delegate string? RequestUnderWay();
