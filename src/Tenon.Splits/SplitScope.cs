using System.Diagnostics.CodeAnalysis;

namespace Tenon.Splits;

/// <summary>The set of splits that may be merged together: a path of Hive-style segments such as <c>a=1/b=2</c>, empty for the root.</summary>
/// <remarks>Checked at the boundary (F-68): no scope can climb out of its folder. Immutable; <c>default</c> is the root.</remarks>
public readonly record struct SplitScope
{
    /// <summary>The longest name that common file systems take, in bytes of UTF-8.</summary>
    private const int MaximumSegmentBytes = 255;

    private readonly string? _path;

    private SplitScope(string path) => _path = path;

    /// <summary>The scope of files that lie in no Hive-style folder.</summary>
    public static SplitScope Root => default;

    /// <summary>The segments joined by <c>/</c>, empty for the root; also the folder of its outputs, relative to the target.</summary>
    public string Path => _path ?? "";

    /// <summary>Whether this is the root.</summary>
    public bool IsRoot => Path.Length == 0;

    /// <summary>Whether a folder's name is a Hive-style segment, <c>key=value</c> with a key.</summary>
    /// <param name="name">The name of one folder.</param>
    /// <returns>True if it is.</returns>
    public static bool IsSegment(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.IndexOf('=', StringComparison.Ordinal) > 0;
    }

    /// <summary>Reads a scope.</summary>
    /// <param name="path">Segments joined by <c>/</c>; empty for the root.</param>
    /// <returns>The scope.</returns>
    /// <exception cref="FormatException">A segment is not <c>key=value</c>, is too long, or has a control character or a backslash.</exception>
    public static SplitScope Parse(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return TryParse(path, out SplitScope scope, out string? problem) ? scope : throw new FormatException(problem);
    }

    /// <summary>Reads a scope.</summary>
    /// <param name="path">Segments joined by <c>/</c>; empty for the root.</param>
    /// <param name="scope">The scope, if the path is one.</param>
    /// <param name="problem">What is wrong with the path, if it is none.</param>
    /// <returns>Whether it is.</returns>
    public static bool TryParse(string path, out SplitScope scope, [NotNullWhen(false)] out string? problem)
    {
        ArgumentNullException.ThrowIfNull(path);
        scope = default;
        problem = null;
        if (path.Length == 0)
        {
            return true;
        }

        foreach (string segment in path.Split('/'))
        {
            problem = ProblemOf(segment);
            if (problem is not null)
            {
                problem = $"scope '{path}': folder '{segment}' {problem}";
                return false;
            }
        }

        scope = new SplitScope(path);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => Path;

    /// <inheritdoc/>
    public bool Equals(SplitScope other) => Path == other.Path;

    /// <inheritdoc/>
    public override int GetHashCode() => Path.GetHashCode(StringComparison.Ordinal);

    private static string? ProblemOf(string segment)
    {
        if (!IsSegment(segment))
        {
            return "is not of the form key=value"; // Rules out "", "." and ".." as well.
        }

        if (segment.Any(c => char.IsControl(c) || c == '\\'))
        {
            return "has a control character or a backslash";
        }

        return System.Text.Encoding.UTF8.GetByteCount(segment) > MaximumSegmentBytes ? $"is longer than {MaximumSegmentBytes} bytes" : null;
    }
}
