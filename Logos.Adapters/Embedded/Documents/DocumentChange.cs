using Logos.Core.Documents;

namespace Logos.Adapters.Embedded.Documents;

/// <summary>What a write comes to.</summary>
/// <param name="Document">Null when there is none from then on.</param>
internal readonly record struct DocumentChange(DocumentKey Key, Document? Document);
