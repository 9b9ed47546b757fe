namespace Logos.Gateway.OpenApi;

/// <summary>What examples have in common.</summary>
internal static class Examples
{
    public const string Yaml = """
        name: hello
        inputs:
          name: { type: string, default: world }
        nodes:
          greet:
            type: rule
            with: { output: "Hello, ${{ inputs.name }}!" }
        outputs:
          greeting: ${{ greet }}
        """;

    public const string Json = """{"name":"hello","inputs":{"name":{"type":"string","default":"world"}},"nodes":{"greet":{"type":"rule","with":{"output":"Hello, ${{ inputs.name }}!"}}},"outputs":{"greeting":"${{ greet }}"}}""";

    public const string Started = $$$"""{"execution_id":"{{{Id}}}","status":"pending","links":{{{Links}}}}""";

    public const string Finished = $$$"""{"execution_id":"{{{Id}}}","status":"completed","results":{"greeting":"Hello, Ada!"},"links":{{{Links}}}}""";

    public const string Execution = $$$"""{"id":"{{{Id}}}","graph":"hello","version":1,"status":"completed","inputs":{"name":"Ada"},"results":{"greeting":"Hello, Ada!"},"tags":{"team":"blue"},"created_at":"2026-01-31T08:00:00Z","created_by":"token:ci:4f1c9a02d7e83b56","started_at":"2026-01-31T08:00:00.002Z","ended_at":"2026-01-31T08:00:00.009Z","duration_ms":7}""";

    public const string Results = $$$"""{"execution_id":"{{{Id}}}","status":"completed","results":{"greeting":"Hello, Ada!"}}""";

    public const string Commanded = $$$"""{"execution_id":"{{{Id}}}","command_id":"{{{Command}}}"}""";

    public const string Pending = $$$"""{"execution_id":"{{{Id}}}","command_id":"{{{Command}}}","links":{"command":"/api/v1/executions/{{{Id}}}/commands/{{{Command}}}"}}""";

    public const string Bulk = $$$"""{"matched":3,"accepted":2,"refused":[{"id":"{{{Id}}}","code":"{{{HasEnded}}}","message":"the execution has ended"}]}""";

    public const string Id = "0199f1a0-7c00-7000-8000-000000000001";

    public const string Command = "0199f1a0-7c00-7000-8000-000000000002";

    private const string HasEnded = Core.Executions.ExecutionCodes.HasEnded;

    private const string Links = $$$"""{"self":"/api/v1/executions/{{{Id}}}","events":"/api/v1/executions/{{{Id}}}/events","results":"/api/v1/executions/{{{Id}}}/results","timeline":"/api/v1/executions/{{{Id}}}/timeline","cancel":"/api/v1/executions/{{{Id}}}/cancel"}""";
}
