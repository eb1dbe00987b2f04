namespace Tenon.Checking;

/// <summary>
/// Keeps a breadth-first search on disk: all states that were found, how each was reached, and those that wait. Results are those of a search in
/// memory. Of <see cref="CheckOptions.MaximumMemoryBytes"/>, which is 1 GiB here if none is given, three quarters are used for fingerprints met of late.
/// </summary>
/// <remarks>
/// A state takes 16 bytes on disk, and its words while it waits. States are told apart by fingerprints of 64 bits. For systems of actors, what
/// their actors did is kept in memory all the same, and there are no checkpoints.
/// </remarks>
/// <param name="Folder">A folder, empty or not there yet, for this search alone. Its files are removed when the search is exhausted, or ends with a violation.</param>
public sealed record DiskOptions(string Folder)
{
    /// <summary>
    /// How often a checkpoint is made from which the search can be continued, whatever became of the process; null for never. A search that ends
    /// early, by a bound or because it was cancelled, makes one at its end.
    /// </summary>
    public TimeSpan? CheckpointInterval { get; init; }

    /// <summary>Whether the search whose checkpoint is in the folder is continued. It must be of the same model, and symmetry used or not as it was.</summary>
    public bool Resume { get; init; }
}
