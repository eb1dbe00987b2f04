using System.Diagnostics.CodeAnalysis;

namespace Tenon.Splits;

/// <summary>One life of an index: its id and an incarnation, so that an index which is deleted and created again shares nothing with its
/// predecessor. As text <c>cpu-metrics:01hav29d4xy3d462fs3d8k5q2h</c>.</summary>
/// <remarks><c>default</c> is not an index. Immutable.</remarks>
public readonly record struct IndexUid : IComparable<IndexUid>
{
    /// <summary>The longest id, in characters.</summary>
    public const int MaximumIdLength = 255;

    private readonly string? _text;

    private IndexUid(string text) => _text = text;

    /// <summary>The index's id.</summary>
    public string Id => ToString()[..^(Ulid.Length + 1)];

    /// <summary>A new life of an index.</summary>
    /// <param name="id">The index's id; see <see cref="ProblemOf"/>.</param>
    /// <param name="incarnation">Any new id; only its ULID is used.</param>
    /// <returns>The uid.</returns>
    /// <exception cref="FormatException">The id is not one.</exception>
    public static IndexUid Create(string id, SplitId incarnation) =>
        ProblemOf(id) is string problem ? throw new FormatException(problem) : new IndexUid($"{id}:{Ulid.ToString(incarnation.Bits)}");

    /// <summary>Says what is wrong with an index's id (F-68): it begins with a letter and has only letters and digits of ASCII, <c>-</c>,
    /// <c>_</c> and <c>.</c>, at most 255 of them, and no <c>..</c>.</summary>
    /// <param name="id">The id.</param>
    /// <returns>What is wrong, or null.</returns>
    public static string? ProblemOf(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        bool isWellFormed = id.Length is > 0 and <= MaximumIdLength
            && char.IsAsciiLetter(id[0])
            && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
            && !id.Contains("..", StringComparison.Ordinal);
        return isWellFormed
            ? null
            : $"index id '{id}': expected a letter followed by letters, digits, '-', '_' and single '.', at most {MaximumIdLength} characters";
    }

    /// <summary>Reads a uid.</summary>
    /// <param name="text">The text.</param>
    /// <param name="uid">The uid, if the text is one.</param>
    /// <returns>Whether it is.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out IndexUid uid)
    {
        uid = default;
        int colon = text?.LastIndexOf(':') ?? -1;
        if (colon < 0 || ProblemOf(text![..colon]) is not null || !Ulid.TryParse(text.AsSpan(colon + 1), out _))
        {
            return false;
        }

        uid = new IndexUid(text);
        return true;
    }

    /// <summary>Reads a uid.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The uid.</returns>
    /// <exception cref="FormatException">The text is not an id, a colon and a lower-case ULID.</exception>
    public static IndexUid Parse(string text) =>
        TryParse(text, out IndexUid uid) ? uid : throw new FormatException($"index uid '{text}'; an index id, a colon and a lower-case ULID are expected");

    /// <summary>Compares texts by their bytes.</summary>
    /// <param name="left">One uid.</param>
    /// <param name="right">Another.</param>
    /// <returns>Whether the left one is first.</returns>
    public static bool operator <(IndexUid left, IndexUid right) => left.CompareTo(right) < 0;

    /// <inheritdoc cref="op_LessThan"/>
    public static bool operator >(IndexUid left, IndexUid right) => left.CompareTo(right) > 0;

    /// <inheritdoc cref="op_LessThan"/>
    public static bool operator <=(IndexUid left, IndexUid right) => left.CompareTo(right) <= 0;

    /// <inheritdoc cref="op_LessThan"/>
    public static bool operator >=(IndexUid left, IndexUid right) => left.CompareTo(right) >= 0;

    /// <inheritdoc/>
    public int CompareTo(IndexUid other) => string.CompareOrdinal(_text, other._text);

    /// <inheritdoc/>
    public override string ToString() => _text ?? throw new InvalidOperationException("default is no index uid");
}
