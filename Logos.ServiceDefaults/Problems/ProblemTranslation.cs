namespace Logos.ServiceDefaults.Problems;

/// <summary>What a service makes of an exception that it knows; null for any other.</summary>
public delegate Problem? ProblemTranslation(Exception exception);
