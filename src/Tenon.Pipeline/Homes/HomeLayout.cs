using Tenon.Pipeline.Running;
using Tenon.Pipeline.Targets;
using Tenon.Splits;
using Tenon.Storage;

namespace Tenon.Pipeline.Homes;

/// <summary>Where things lie in a data home.</summary>
/// <remarks>
/// <code>
/// HOME/tenon.json                                    settings, if there are any
/// HOME/tenon.db                                      the metastore
/// HOME/store/splits/INDEX/INCARNATION/metrics_….parquet   published splits, and retired ones until the grace is over
/// HOME/store/tmp/metrics_….parquet                   splits that a store has to copy, while they are copied
/// HOME/scratch/ingest_…/, merge_…/                   temporary files of one operation
/// HOME/locks/KIND-N.lock                             held by a living process
/// HOME/inbox/INDEX/                                  files for 'tenon run' to ingest
/// </code>
/// </remarks>
public sealed class HomeLayout : ISplitPlaces
{
    /// <summary>The folder of an index's splits, of all its incarnations.</summary>
    public static ObjectKey Splits { get; } = ObjectKey.Parse("splits");

    /// <summary>Splits that are being copied.</summary>
    public static ObjectKey Temporary { get; } = ObjectKey.Parse("tmp");

    /// <summary>The layout.</summary>
    public static HomeLayout Instance { get; } = new();

    /// <inheritdoc/>
    public ObjectKey TemporaryOf(SplitId split) => Temporary.Child(split + TargetLayout.Extension);

    /// <inheritdoc/>
    public ObjectKey FinalOf(IndexUid index, SplitId split) => FolderOf(index).Child(split + TargetLayout.Extension);

    /// <summary>The folder of one incarnation of an index.</summary>
    /// <param name="index">The index.</param>
    /// <returns>The key.</returns>
    public static ObjectKey FolderOf(IndexUid index) => Splits.Child(index.Id).Child(index.ToString()[(index.Id.Length + 1)..]);
}
