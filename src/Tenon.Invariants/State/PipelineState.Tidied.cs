using System.Collections.Immutable;

namespace Tenon.Invariants.State;

/// <content>The normal form of a state in which process and metastore are told apart.</content>
public sealed partial record PipelineState
{
    /// <summary>
    /// This state without what nobody can come upon any more: merges that only the dead knew, splits of which nobody speaks, and of a list what the process
    /// has already. Merges are in a fixed order.
    /// </summary>
    public PipelineState Tidied()
    {
        ImmutableArray<MergeInFlight> merges = [.. Merges.Where(IsKnown).Order(MergeOrder.Instance)];
        ImmutableSortedSet<int> visible = [.. Visible.SelectMany(window => window)];
        ImmutableSortedSet<int> listed = Listed.Except(visible).Except(Quarantined).Except(merges.Where(merge => merge.Task <= MergeTaskStanding.Ending).SelectMany(merge => merge.Inputs));
        HashSet<int> known = [.. Published, .. Gone, .. Orphans, .. Stored, .. Awaited, .. listed, .. Quarantined];
        known.UnionWith(visible);
        known.UnionWith(merges.SelectMany(merge => merge.Inputs.Concat(merge.Outputs)));
        return this with
        {
            Merges = merges,
            Listed = listed,
            Splits = Splits.RemoveRange(Splits.Keys.Where(split => !known.Contains(split))),
            Tries = Tries.RemoveRange(Tries.Keys.Where(split => !known.Contains(split))),
            Settled = Settled.Intersect(known),
        };
    }

    private static bool IsKnown(MergeInFlight merge) => merge.Task switch
    {
        MergeTaskStanding.Forgotten => merge.Operation == MergeOperationStanding.Planned,
        MergeTaskStanding.Left => merge.Operation != MergeOperationStanding.Published,
        _ => true,
    };

    private sealed class MergeOrder : IComparer<MergeInFlight>
    {
        public static MergeOrder Instance { get; } = new();

        public int Compare(MergeInFlight? x, MergeInFlight? y)
        {
            int order = x!.Lease.CompareTo(y!.Lease); // The list has no null.
            for (int i = 0; order == 0 && i < Math.Min(x.Inputs.Length, y.Inputs.Length); i++)
            {
                order = x.Inputs[i].CompareTo(y.Inputs[i]);
            }

            order = order != 0 ? order : x.Inputs.Length.CompareTo(y.Inputs.Length);
            order = order != 0 ? order : x.Task.CompareTo(y.Task);
            return order != 0 ? order : x.Operation.CompareTo(y.Operation);
        }
    }
}
