using System.Text;

namespace Logos.Architecture.Tests.Errors;

/// <summary>docs/errors.md, written from the catalogs.</summary>
internal static class ErrorsPage
{
    public static readonly IReadOnlyList<(string Prefix, string Assembly, string Title)> Ranges =
    [
        ("LGS10", "Logos.Rules", "The syntax of expressions"),
        ("LGS11", "Logos.Rules", "GRL: rules and rule sets"),
        ("LGS12", "Logos.Rules", "Evaluation"),
        ("LGS20", "Logos.Core", "Reading a definition"),
        ("LGS21", "Logos.Core", "The structure of a graph and its fields"),
        ("LGS22", "Logos.Core", "References, templates and secrets"),
        ("LGS23", "Logos.Core", "Warnings"),
        ("LGS24", "Logos.Core", "The importer"),
        ("LGS30", "Logos.Core", "Executions"),
        ("LGS40", "Logos.Adapters", "The journal, the key file and PostgreSQL"),
        ("LGS41", "Logos.Adapters", "The servers of a cluster"),
        ("LGS50", "Logos.Workers", "Running nodes"),
        ("LGS60", "Logos.Orchestrator", "The engine in a host"),
        ("LGS70", "Logos.ServiceDefaults", "Any service"),
        ("LGS71", "Logos.Gateway", "Access, tokens and sessions"),
        ("LGS72", "Logos.Gateway", "Graphs, executions and what a workspace keeps"),
        ("LGS73", "Logos.Gateway", "The store behind the gateway"),
        ("LGS90", "logos", "The command line"),
    ];

    public static string Write()
    {
        var page = new StringBuilder();
        page.Append("""
            # Error codes

            <!-- Generated from the catalogs in the code. Do not edit: LOGOS_ACCEPT=1 ./test.sh --filter Architecture -->

            Whatever is wrong with an input is told as a fault: a code, one sentence that names the thing, its line and
            column, and a hint. This page says for each code what it means and what to do. A code keeps its meaning for
            good; one that is given up is not given out again.

            """);
        var entries = Catalog.All.SelectMany(x => x.Entries).OrderBy(x => x.Code, StringComparer.Ordinal).ToList();
        foreach (var range in Ranges)
        {
            var within = entries.Where(x => x.Code.StartsWith(range.Prefix, StringComparison.Ordinal)).ToList();
            if (within.Count == 0)
            {
                continue;
            }

            page.Append($"\n## {range.Prefix}xx: {range.Title}\n");
            foreach (var entry in within)
            {
                page.Append($"\n### {entry.Code}\n\n**{entry.Title.TrimEnd('.')}.** {entry.Advice}\n");
            }
        }

        return page.ToString().ReplaceLineEndings("\n");
    }
}
