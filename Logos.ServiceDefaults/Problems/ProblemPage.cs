using Microsoft.AspNetCore.Http;

namespace Logos.ServiceDefaults.Problems;

/// <summary>As a feature of a request: its caller reads pages, and is told of a problem by one.</summary>
public delegate IResult ProblemPage(Problem problem);
