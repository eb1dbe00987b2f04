using System.Diagnostics.CodeAnalysis;

namespace Tenon.Storage;

/// <summary>The name of an object in a store: names joined by <c>/</c>, relative to the store's root.</summary>
/// <remarks>Checked when made (F-68): a key can neither climb out of its store nor hide a character from a log. Immutable; <c>default</c> is the root itself.</remarks>
public readonly record struct ObjectKey
{
    private readonly string? _path;

    private ObjectKey(string path) => _path = path;

    /// <summary>The root of the store.</summary>
    public static ObjectKey Root => default;

    /// <summary>The names joined by <c>/</c>; empty for the root.</summary>
    public string Path => _path ?? "";

    /// <summary>The last name; empty for the root.</summary>
    public string Name => Path[(Path.LastIndexOf('/') + 1)..];

    /// <summary>The key of the folder it lies in; the root's is the root.</summary>
    public ObjectKey Folder => Path.LastIndexOf('/') is int at and > 0 ? new ObjectKey(Path[..at]) : Root;

    /// <summary>Reads a key.</summary>
    /// <param name="path">Names joined by <c>/</c>; empty for the root.</param>
    /// <returns>The key.</returns>
    /// <exception cref="FormatException">The path is absolute, or a name is empty, <c>.</c>, <c>..</c>, or has a control character or a backslash.</exception>
    public static ObjectKey Parse(string path) =>
        TryParse(path, out ObjectKey key, out string? problem) ? key : throw new FormatException(problem);

    /// <summary>Reads a key.</summary>
    /// <param name="path">Names joined by <c>/</c>; empty for the root.</param>
    /// <param name="key">The key, if the path is one.</param>
    /// <param name="problem">What is wrong with the path, if it is none.</param>
    /// <returns>Whether it is.</returns>
    public static bool TryParse(string path, out ObjectKey key, [NotNullWhen(false)] out string? problem)
    {
        ArgumentNullException.ThrowIfNull(path);
        key = default;
        problem = null;
        if (path.Length == 0)
        {
            return true;
        }

        if (path.Any(c => char.IsControl(c) || c == '\\'))
        {
            problem = $"path '{Printable(path)}' has a control character or a backslash, which no object's name may have";
            return false;
        }

        foreach (string name in path.Split('/'))
        {
            if (name is "" or "." or "..")
            {
                problem = $"path '{path}' has the part '{name}'; names relative to the store's root are expected";
                return false;
            }
        }

        key = new ObjectKey(path);
        return true;
    }

    /// <summary>The key of something in this folder.</summary>
    /// <param name="relative">One name or several joined by <c>/</c>; empty for the folder itself.</param>
    /// <returns>The key.</returns>
    /// <exception cref="FormatException">The path is no key.</exception>
    public ObjectKey Child(string relative)
    {
        ArgumentNullException.ThrowIfNull(relative);
        ObjectKey child = Parse(relative);
        return Path.Length == 0 ? child : relative.Length == 0 ? this : new ObjectKey(Path + "/" + relative);
    }

    /// <summary>Whether it lies in a folder, at any depth.</summary>
    /// <param name="folder">The folder.</param>
    /// <returns>True if it does; a folder does not lie in itself.</returns>
    public bool IsIn(ObjectKey folder) =>
        folder.Path.Length == 0 ? Path.Length > 0 : Path.StartsWith(folder.Path + "/", StringComparison.Ordinal);

    /// <inheritdoc/>
    public bool Equals(ObjectKey other) => Path == other.Path;

    /// <inheritdoc/>
    public override int GetHashCode() => Path.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Path;

    private static string Printable(string path) => string.Concat(path.Select(c => char.IsControl(c) ? '\ufffd' : c));
}
