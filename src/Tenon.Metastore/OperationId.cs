using System.Diagnostics.CodeAnalysis;
using Tenon.Splits;

namespace Tenon.Metastore;

/// <summary>The id of a merge operation: <c>merge_</c> and the id of its first output. From it follow the ids of all its outputs, so that a
/// repeated attempt writes the same names, and every file of the operation is known as its own (F-19).</summary>
/// <param name="FirstOutput">The id of output 0.</param>
public readonly record struct OperationId(SplitId FirstOutput)
{
    private const string Prefix = "merge_";

    /// <summary>Reads an id.</summary>
    /// <param name="text">The text.</param>
    /// <param name="id">The id, if the text is one.</param>
    /// <returns>Whether it is.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out OperationId id)
    {
        id = default;
        if (text is null || !text.StartsWith(Prefix, StringComparison.Ordinal) || !SplitId.TryParse(text[Prefix.Length..], out SplitId first))
        {
            return false;
        }

        id = new OperationId(first);
        return true;
    }

    /// <summary>Reads an id.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The id.</returns>
    /// <exception cref="FormatException">The text is not <c>merge_</c> and the id of a split.</exception>
    public static OperationId Parse(string text) =>
        TryParse(text, out OperationId id) ? id : throw new FormatException($"operation id '{text}'; '{Prefix}' and the id of a split are expected");

    /// <summary>The id of an output.</summary>
    /// <param name="ordinal">Its place among the outputs, from 0.</param>
    /// <returns>The id.</returns>
    public SplitId Output(int ordinal) => FirstOutput.Offset(ordinal);

    /// <inheritdoc/>
    public override string ToString() => Prefix + FirstOutput;
}
