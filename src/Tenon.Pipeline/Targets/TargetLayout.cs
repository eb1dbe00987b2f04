using Tenon.Metastore;
using Tenon.Splits;
using Tenon.Storage;

namespace Tenon.Pipeline.Targets;

/// <summary>Where things lie below a target's folder. Names with a leading dot are seen by no glob.</summary>
/// <remarks>
/// <code>
/// DIR/[a=1/b=2/]table_….parquet       published splits
/// DIR/.tenon/tenon.db                 the metastore
/// DIR/.tenon/lock                     held by the one process that changes anything here
/// DIR/.tenon/tmp/table_….parquet      outputs being written
/// DIR/.tenon/tmp/merge_…/             scratch of one operation
/// DIR/.tenon/retired/merge_…/PATH     inputs that the operation replaced, until the grace is over
/// </code>
/// </remarks>
public static class TargetLayout
{
    /// <summary>How outputs end.</summary>
    public const string Extension = ".parquet";

    /// <summary>Everything that is not data.</summary>
    public static ObjectKey Folder { get; } = ObjectKey.Parse(".tenon");

    /// <summary>The metastore.</summary>
    public static ObjectKey Metastore { get; } = Folder.Child("tenon.db");

    /// <summary>The lock.</summary>
    public static ObjectKey Lock { get; } = Folder.Child("lock");

    /// <summary>Unfinished files.</summary>
    public static ObjectKey Temporary { get; } = Folder.Child("tmp");

    /// <summary>Retired files.</summary>
    public static ObjectKey Retired { get; } = Folder.Child("retired");

    /// <summary>Where an output is written.</summary>
    /// <param name="id">The output.</param>
    /// <returns>The key.</returns>
    public static ObjectKey TemporaryOf(SplitId id) => Temporary.Child(id + Extension);

    /// <summary>An output's final place.</summary>
    /// <param name="scope">Its scope.</param>
    /// <param name="id">The output.</param>
    /// <returns>The key.</returns>
    public static ObjectKey FinalOf(SplitScope scope, SplitId id) => ObjectKey.Parse(scope.Path).Child(id + Extension);

    /// <summary>Where a retired split is moved.</summary>
    /// <param name="operation">The operation that replaced it.</param>
    /// <param name="path">Its path among the data.</param>
    /// <returns>The key.</returns>
    public static ObjectKey RetiredOf(OperationId operation, string path) => Retired.Child(operation.ToString()).Child(path);

    /// <summary>Whether a file's name is one that this program gives to splits.</summary>
    /// <param name="name">The name, without folders.</param>
    /// <param name="id">The split's id.</param>
    /// <returns>True if it is.</returns>
    public static bool IsSplitName(string name, out SplitId id)
    {
        ArgumentNullException.ThrowIfNull(name);
        id = default;
        return name.EndsWith(Extension, StringComparison.Ordinal) && SplitId.TryParse(name[..^Extension.Length], out id);
    }
}
