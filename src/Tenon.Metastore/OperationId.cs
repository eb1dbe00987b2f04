using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Tenon.Splits;

namespace Tenon.Metastore;

/// <summary>The id of an operation: <c>merge_</c> or <c>ingest_</c> and the id of its first output. From it follow the ids of all its outputs,
/// so that a repeated attempt writes the same names, and every file of the operation is known as its own (F-19).</summary>
/// <param name="FirstOutput">The id of output 0.</param>
/// <param name="Kind">What the operation does.</param>
public readonly record struct OperationId(SplitId FirstOutput, OperationKind Kind = OperationKind.Merge)
{
    private const string MergePrefix = "merge_";
    private const string IngestPrefix = "ingest_";

    /// <summary>Reads an id.</summary>
    /// <param name="text">The text.</param>
    /// <param name="id">The id, if the text is one.</param>
    /// <returns>Whether it is.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out OperationId id)
    {
        id = default;
        if (text is null)
        {
            return false;
        }

        OperationKind kind = text.StartsWith(IngestPrefix, StringComparison.Ordinal) ? OperationKind.Ingest : OperationKind.Merge;
        string prefix = PrefixOf(kind);
        if (!text.StartsWith(prefix, StringComparison.Ordinal) || !SplitId.TryParse(text[prefix.Length..], out SplitId first))
        {
            return false;
        }

        id = new OperationId(first, kind);
        return true;
    }

    /// <summary>Reads an id.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The id.</returns>
    /// <exception cref="FormatException">The text is not <c>merge_</c> or <c>ingest_</c> and the id of a split.</exception>
    public static OperationId Parse(string text) =>
        TryParse(text, out OperationId id)
            ? id
            : throw new FormatException($"operation id '{text}'; '{MergePrefix}' or '{IngestPrefix}' and the id of a split are expected");

    /// <summary>The id of an output.</summary>
    /// <param name="ordinal">Its place among the outputs, from 0.</param>
    /// <returns>The id.</returns>
    public SplitId Output(int ordinal) => FirstOutput.Offset(ordinal);

    /// <summary>The ids of its outputs.</summary>
    /// <param name="count">How many there are.</param>
    /// <returns>The ids, in order.</returns>
    public ImmutableArray<SplitId> Outputs(int count) => [.. Enumerable.Range(0, count).Select(Output)];

    /// <inheritdoc/>
    public override string ToString() => PrefixOf(Kind) + FirstOutput;

    private static string PrefixOf(OperationKind kind) => kind == OperationKind.Ingest ? IngestPrefix : MergePrefix;
}
