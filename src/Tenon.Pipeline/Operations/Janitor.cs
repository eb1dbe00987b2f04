using Tenon.Metastore;
using Tenon.Pipeline.Targets;
using Tenon.Splits;
using Tenon.Storage;

namespace Tenon.Pipeline.Operations;

/// <summary>Finishes what an ended operation left to do. Every step can be repeated, by the same run or by the next.</summary>
internal sealed class Janitor
{
    private readonly TargetSession _session;
    private readonly ScratchSpace _scratch;

    public Janitor(TargetSession session, ScratchSpace scratch) => (_session, _scratch) = (session, scratch);

    /// <summary>Moves retired inputs aside, deletes outputs that were never published, and removes temporary files.</summary>
    /// <returns>How many retired inputs were moved.</returns>
    public async ValueTask<int> FinishAsync(CancellationToken cancellationToken)
    {
        var toMove = new List<SplitRecord>();
        var dead = new List<SplitRecord>();
        await foreach (SplitRecord split in _session.Metastore.ListSplitsAsync(new SplitQuery { Index = FolderIndex.Uid, States = [SplitState.Retired], IsOwned = true }, cancellationToken))
        {
            if (IsNeverPublished(split))
            {
                dead.Add(split);
            }
            else if (split.Location == split.Path)
            {
                toMove.Add(split);
            }
        }

        await MoveAsideAsync(toMove, cancellationToken);
        await DeleteDeadAsync(dead, cancellationToken);
        await RemoveTemporaryAsync(cancellationToken);
        return toMove.Count;
    }

    /// <summary>Moves the bytes of retired splits out of sight of readers that look into the folder; those that have a file open keep it.</summary>
    public async ValueTask MoveAsideAsync(IReadOnlyList<SplitRecord> splits, CancellationToken cancellationToken)
    {
        foreach (SplitRecord[] batch in splits.Chunk(SplitRemoval.BatchSize))
        {
            var moves = new List<(SplitId Id, string Location)>();
            HashSet<ObjectKey> folders = [];
            foreach (SplitRecord split in batch)
            {
                OperationId operation = split.RetiredBy ?? throw new InvalidOperationException($"split {split.Id} is retired, but by no operation");
                ObjectKey source = ObjectKey.Parse(split.Path);
                ObjectKey destination = TargetLayout.RetiredOf(operation, split.Path);

                // A file of another version is someone's new file under the old name; the old one was moved before, or replaced, and is gone.
                if (await _session.Store.FindAsync(source, cancellationToken) is ObjectInfo info && info.Version == split.Version)
                {
                    await _session.Store.RenameAsync(source, destination, cancellationToken);
                    folders.Add(destination.Folder);
                    folders.Add(source.Folder);
                }

                moves.Add((split.Id, destination.Path));
            }

            foreach (ObjectKey folder in folders)
            {
                await _session.Store.SyncFolderAsync(folder, cancellationToken);
            }

            await _session.Metastore.MovedAsync(_session.Lease, moves, cancellationToken);
        }
    }

    /// <summary>Deletes outputs whose operation ended without them. No reader may rely on them: they never were part of the data.</summary>
    public async ValueTask DeleteDeadAsync(IReadOnlyList<SplitRecord> splits, CancellationToken cancellationToken)
    {
        foreach (SplitRecord[] batch in splits.Chunk(SplitRemoval.BatchSize))
        {
            foreach (SplitRecord split in batch)
            {
                await _session.Store.DeleteAsync(ObjectKey.Parse(split.Location), cancellationToken);
            }

            await SplitRemoval.ForgetAsync(_session.Store, _session.Metastore, _session.Lease, batch, _ => false, cancellationToken);
        }
    }

    /// <summary>Removes files being written and scratch. Whoever wrote them is dead: this process holds the lock, and writes nothing now.</summary>
    public async ValueTask<IReadOnlyList<ObjectInfo>> RemoveTemporaryAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<ObjectInfo> ours = await ListTemporaryAsync(_session.Store, cancellationToken);
        foreach (ObjectInfo file in ours)
        {
            await _session.Store.DeleteAsync(ObjectKey.Parse(file.Path), cancellationToken);
        }

        foreach (OperationId operation in _scratch.List())
        {
            _scratch.Remove(operation);
        }

        return ours;
    }

    /// <summary>The files being written, as far as their names are ours (F-21).</summary>
    public static async ValueTask<IReadOnlyList<ObjectInfo>> ListTemporaryAsync(IObjectStore store, CancellationToken cancellationToken)
    {
        var options = new ListOptions(Recursive: false, TakeFile: name => TargetLayout.IsSplitName(name, out _));
        return await store.ListAsync(TargetLayout.Temporary, options, cancellationToken);
    }

    /// <summary>Ends an operation without a result and removes what it wrote.</summary>
    public async ValueTask EndAsync(OperationId operation, OperationState state, string reason, CancellationToken cancellationToken)
    {
        await _session.Metastore.EndAsync(_session.Lease, operation, state, reason, cancellationToken);
        var dead = new List<SplitRecord>();
        await foreach (SplitRecord split in _session.Metastore.ListSplitsAsync(new SplitQuery { Index = FolderIndex.Uid, States = [SplitState.Retired], IsOwned = true }, cancellationToken))
        {
            if (IsNeverPublished(split))
            {
                dead.Add(split);
            }
        }

        await DeleteDeadAsync(dead, cancellationToken);
        await RemoveTemporaryAsync(cancellationToken);
    }

    internal static bool IsNeverPublished(SplitRecord split) => split.Cause == RetirementCause.Unpublished;
}
