using Logos.Core.Documents;

namespace Logos.Adapters.Embedded.Documents;

internal readonly record struct DocumentKey(string Workspace, string Kind, string Name)
{
    public static DocumentKey Of(DocumentWrite write) => new(write.Workspace, write.Kind, write.Name);
}
