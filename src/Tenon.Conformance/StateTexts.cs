using System.Text;
using Tenon.Invariants.State;
using Tenon.Models.Pipelines;
using Tenon.Splits;

namespace Tenon.Conformance;

/// <summary>States and steps of the model as people read them.</summary>
internal static class StateTexts
{
    private const int MostSplits = 12;

    /// <summary>What is published, visible, set aside and in flight.</summary>
    /// <param name="state">The state.</param>
    /// <param name="nameOf">What a split is called.</param>
    public static string Of(PipelineState state, Func<int, SplitId> nameOf)
    {
        var text = new StringBuilder();
        text.Append(FormattableString.Invariant($"lease {state.Lease}, "))
            .Append(state.HeldLease == 0 ? "no process" : FormattableString.Invariant($"a process with lease {state.HeldLease}"))
            .Append(state.IsAttached ? ", attached" : "").Append(state.HeldLease > 0 && !state.IsConnected ? ", disconnected" : "")
            .Append(state.IsFinalizeRequested ? ", finalized" : "").Append(state.IsShutdownComplete ? ", drained" : "").Append('\n');
        Line("published", state.Published);
        Line("seen", state.Visible.SelectMany(window => window));
        Line("awaited", state.Awaited);
        Line("in quarantine", state.Quarantined);
        foreach (MergeInFlight merge in state.Merges)
        {
            text.Append(FormattableString.Invariant($"merge of {Names(merge.Inputs)} under lease {merge.Lease}: {merge.Task} and {merge.Operation}"))
                .Append(merge.Outputs.IsEmpty ? "" : FormattableString.Invariant($", {merge.UploadCount} of {merge.Outputs.Length} outputs uploaded")).Append('\n');
        }

        return text.ToString().TrimEnd('\n');

        void Line(string what, IEnumerable<int> splits)
        {
            if (splits.Any())
            {
                text.Append(what).Append(": ").Append(Names([.. splits])).Append('\n');
            }
        }

        string Names(IReadOnlyCollection<int> splits) => NamesOf(splits, nameOf);
    }

    /// <summary>A step, with the names of its splits.</summary>
    /// <param name="action">The step.</param>
    /// <param name="nameOf">What a split is called.</param>
    public static string Of(MergeAction action, Func<int, SplitId> nameOf)
    {
        string? detail = action switch
        {
            MergeAction.IngestSplit a => FormattableString.Invariant($"{a.Rows} rows"),
            MergeAction.HearOfSplit a => nameOf(a.Split).ToString(),
            MergeAction.WithdrawSplit a => nameOf(a.Split).ToString(),
            MergeAction.MatureSplit a => nameOf(a.Split).ToString(),
            MergeAction.ReleaseSplit a => nameOf(a.Split).ToString(),
            MergeAction.ForgetSplit a => nameOf(a.Split).ToString(),
            MergeAction.CollectSplit a => nameOf(a.Split).ToString(),
            MergeAction.PlanMerge a => NamesOf(a.Inputs, nameOf),
            MergeAction.WriteOutputs a => FormattableString.Invariant($"{a.Rows.Length} outputs of {string.Join(", ", a.Rows)} rows"),
            MergeAction.EndMerge a => a.Blamed.IsEmpty ? null : "blamed: " + NamesOf(a.Blamed, nameOf),
            MergeAction.RunFinalizeAndQuit a => string.Join("; ", a.Merges.Select(inputs => NamesOf(inputs, nameOf))),
            _ => null,
        };
        return string.IsNullOrEmpty(detail) ? action.GetType().Name : $"{action.GetType().Name}: {detail}";
    }

    private static string NamesOf(IReadOnlyCollection<int> splits, Func<int, SplitId> nameOf) =>
        string.Join(", ", splits.Take(MostSplits).Select(nameOf)) + (splits.Count > MostSplits ? FormattableString.Invariant($" and {splits.Count - MostSplits} more") : "");
}
