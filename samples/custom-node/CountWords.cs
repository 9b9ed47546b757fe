using System.ComponentModel;
using Logos.Core.Work;
using Logos.Rules.Values;
using Logos.Workers.Nodes;

namespace CustomNode;

public sealed record Book([property: Description("its chapters, one text each")] IReadOnlyList<string> Chapters);

public sealed record WordCount(int Words, int Longest);

[Idempotent, Description("Counts the words of a book, chapter by chapter.")]
public sealed class CountWords : NodeHandler<Book, WordCount>
{
    public override async Task<NodeResult<WordCount>> RunAsync(Book book, NodeContext context, CancellationToken cancellationToken)
    {
        if (book.Chapters.Count == 0)
            return new Failure("BOOK01", FailureKind.Permanent, "the book has no chapters");
        // After a crash the last beat says where to go on.
        var (chapter, words, longest) = ((int)Of(context.Resume, "chapter"), (int)Of(context.Resume, "words"), (int)Of(context.Resume, "longest"));
        for (; chapter < book.Chapters.Count; chapter++)
        {
            var count = await CountAsync(book.Chapters[chapter], cancellationToken);
            (words, longest) = (words + count, Math.Max(longest, count));
            context.Progress(ValueMap.From([new("percent", 100 * (chapter + 1) / book.Chapters.Count)]));
            context.Beat(ValueMap.From([new("chapter", chapter + 1), new("words", words), new("longest", longest)]));
        }

        return new WordCount(words, longest);
    }

    private static long Of(Value resume, string name) => resume[name].TryGetInt64(out var number) ? number : 0;

    private static Task<int> CountAsync(string text, CancellationToken cancellationToken) =>
        Task.Run(() => text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length, cancellationToken);
}
