using Logos.Scenarios.Deployments;

namespace Logos.Scenarios.Loads;

/// <summary>What the clients of a load start.</summary>
internal static class Graphs
{
    private const string Steered = """
        name: steered
        inputs: { n: { type: integer, required: true }, key: { type: string, required: true } }
        nodes:
          before: { type: rule, with: { output: "${{ inputs.n }}" } }
          go: { type: wait, needs: [before], with: { signal: go } }
          call: { type: http, needs: [go], with: { method: POST, url: "SITE/count/${{ inputs.key }}", body: "${{ before }}" } }
          after: { type: rule, needs: [call], with: { output: "${{ go == before ? go : -1 }}" } }
        outputs: { value: "${{ after }}" }
        """;

    public static async Task<Dictionary<Work.Kind, string>> SaveAsync(Api api)
    {
        var steered = await api.GraphAsync(Steered);
        return new()
        {
            [Work.Kind.Brief] = await api.GraphAsync("""
                name: brief
                inputs: { n: { type: integer, required: true }, key: { type: string, required: true } }
                nodes:
                  first: { type: rule, with: { output: "${{ inputs.n * 5 }}" } }
                  left: { type: rule, needs: [first], with: { output: "${{ first + 1 }}" } }
                  right: { type: rule, needs: [first], with: { output: "${{ first + 2 }}" } }
                  last: { type: rule, needs: [left, right], with: { output: "${{ left + right }}" } }
                outputs: { value: "${{ last }}" }
                """),
            [Work.Kind.Signalled] = steered,
            [Work.Kind.Cancelled] = steered,
            [Work.Kind.Calling] = await api.GraphAsync("""
                name: calling
                inputs: { n: { type: integer, required: true }, key: { type: string, required: true } }
                nodes:
                  first: { type: rule, with: { output: "${{ inputs.n + 1 }}" } }
                  call: { type: http, needs: [first], with: { method: POST, url: "SITE/count/${{ inputs.key }}", body: "${{ first }}" } }
                  last: { type: rule, needs: [call], with: { output: "${{ first - 1 }}" } }
                outputs: { value: "${{ last }}" }
                """),
            [Work.Kind.Approved] = await api.GraphAsync("""
                name: approved
                inputs: { n: { type: integer, required: true }, key: { type: string, required: true } }
                nodes:
                  go: { type: approval, with: { message: "Well?", form: { type: object, properties: { n: { type: integer } } } } }
                  call: { type: http, needs: [go], with: { method: POST, url: "SITE/count/${{ inputs.key }}", body: "${{ go.form }}" } }
                outputs: { value: "${{ go.form.n }}" }
                """),
        };
    }
}
