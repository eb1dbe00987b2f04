namespace Tenon.Invariants.State;

/// <content>Of merges.</content>
public readonly partial struct PipelinePredicates<TView, TId, TWindow>
{
    /// <summary>MP-1: every input is known and of the level of the merge.</summary>
    /// <param name="merge">The merge.</param>
    public bool InputsShareLevel(IMergeView<TId, TWindow> merge)
    {
        ArgumentNullException.ThrowIfNull(merge);
        foreach (TId input in merge.Inputs)
        {
            if (!_view.TryGetFacts(input, out SplitFacts<TWindow> facts) || facts.Level != merge.Level)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>MP-1 of all merges in flight.</summary>
    public bool InputsShareLevel() => OfAllMerges(static (all, merge) => all.InputsShareLevel(merge));

    /// <summary>MP-2 of all merges in flight: each has at least two inputs.</summary>
    public bool AtLeastTwoInputs() => OfAllMerges(static (_, merge) => MergePredicates.AtLeastTwoInputs(merge.Inputs.Length));

    /// <summary>MP-6: every input is published.</summary>
    /// <param name="merge">The merge.</param>
    public bool InputsPublished(IMergeView<TId, TWindow> merge)
    {
        ArgumentNullException.ThrowIfNull(merge);
        foreach (TId input in merge.Inputs)
        {
            if (!_view.IsPublished(input))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>MP-6 of all merges in flight.</summary>
    public bool InputsPublished() => OfAllMerges(static (all, merge) => all.InputsPublished(merge));

    /// <summary>MP-7: no input occurs twice among the inputs of merges in flight, and no other of them has this id.</summary>
    /// <param name="merge">The merge, which is in flight.</param>
    public bool OneMergePerInput(IMergeView<TId, TWindow> merge)
    {
        ArgumentNullException.ThrowIfNull(merge);
        foreach (TId input in merge.Inputs)
        {
            if (_view.LockCount(input) != 1)
            {
                return false;
            }
        }

        return _view.MergeCount(merge.Id) == 1;
    }

    /// <summary>MP-7 of all merges in flight.</summary>
    public bool OneMergePerInput() => OfAllMerges(static (all, merge) => all.OneMergePerInput(merge));

    /// <summary>MP-8: no input is visible to the planner.</summary>
    /// <param name="merge">The merge.</param>
    public bool InputsInvisible(IMergeView<TId, TWindow> merge)
    {
        ArgumentNullException.ThrowIfNull(merge);
        foreach (TId input in merge.Inputs)
        {
            if (_view.IsVisible(input))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>MP-8 of all merges in flight.</summary>
    public bool InputsInvisible() => OfAllMerges(static (all, merge) => all.InputsInvisible(merge));

    /// <summary>MC-1, as to their number: once the outputs are uploaded, their rows are as many as those of the inputs.</summary>
    /// <param name="merge">The merge.</param>
    public bool RowsConserved(IMergeView<TId, TWindow> merge)
    {
        ArgumentNullException.ThrowIfNull(merge);
        return !merge.IsUploaded || (TryCount(merge.Inputs, out Int128 rowsIn) && TryCount(merge.Outputs, out Int128 rowsOut) && rowsIn == rowsOut);
    }

    /// <summary>MC-1, as to their number, of all merges in flight.</summary>
    public bool RowsConserved() => OfAllMerges(static (all, merge) => all.RowsConserved(merge));

    /// <summary>TN-4: every output is known and one level above the highest input. Inputs must be known where there is an output.</summary>
    /// <param name="merge">The merge.</param>
    public bool LevelRaised(IMergeView<TId, TWindow> merge)
    {
        ArgumentNullException.ThrowIfNull(merge);
        int highest = -1;
        foreach (TId input in merge.Inputs)
        {
            if (!_view.TryGetFacts(input, out SplitFacts<TWindow> facts))
            {
                return merge.Outputs.IsEmpty;
            }

            highest = Math.Max(highest, facts.Level);
        }

        foreach (TId output in merge.Outputs)
        {
            if (!_view.TryGetFacts(output, out SplitFacts<TWindow> facts) || facts.Level != highest + 1)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>TN-4 of all merges in flight.</summary>
    public bool LevelRaised() => OfAllMerges(static (all, merge) => all.LevelRaised(merge));

    /// <summary>TN-10: inputs and outputs are known and have the window of the merge.</summary>
    /// <param name="merge">The merge.</param>
    public bool OutputKeepsWindow(IMergeView<TId, TWindow> merge)
    {
        ArgumentNullException.ThrowIfNull(merge);
        return HaveWindow(merge.Inputs, merge.Window) && HaveWindow(merge.Outputs, merge.Window);
    }

    /// <summary>TN-10 of all merges in flight.</summary>
    public bool OutputKeepsWindow() => OfAllMerges(static (all, merge) => all.OutputKeepsWindow(merge));

    /// <summary>TN-12: no output is published.</summary>
    /// <param name="merge">The merge, which is in flight.</param>
    public bool InFlightOutputUnpublished(IMergeView<TId, TWindow> merge)
    {
        ArgumentNullException.ThrowIfNull(merge);
        foreach (TId output in merge.Outputs)
        {
            if (_view.IsPublished(output))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>TN-12 of all merges in flight.</summary>
    public bool InFlightOutputUnpublished() => OfAllMerges(static (all, merge) => all.InFlightOutputUnpublished(merge));

    /// <summary>TN-11 before a publish: every input is published; no output is, nor was one ever.</summary>
    /// <param name="merge">The merge that is about to be published.</param>
    public bool CanReplace(IMergeView<TId, TWindow> merge)
    {
        ArgumentNullException.ThrowIfNull(merge);
        foreach (TId output in merge.Outputs)
        {
            if (_view.IsPublished(output) || _view.IsGone(output))
            {
                return false;
            }
        }

        return merge.IsUploaded && InputsPublished(merge);
    }

    /// <summary>TN-11 after a publish: no input is published any more, every output is, and the merge is no longer in flight.</summary>
    /// <param name="merge">The merge that was published.</param>
    public bool HasReplaced(IMergeView<TId, TWindow> merge)
    {
        ArgumentNullException.ThrowIfNull(merge);
        foreach (TId input in merge.Inputs)
        {
            if (_view.IsPublished(input))
            {
                return false;
            }
        }

        foreach (TId output in merge.Outputs)
        {
            if (!_view.IsPublished(output))
            {
                return false;
            }
        }

        return _view.MergeCount(merge.Id) == 0;
    }

    /// <summary>TN-8 after a publish: unless the planner lives and is connected, it sees none of the outputs.</summary>
    /// <param name="merge">The merge that was published.</param>
    public bool NoFeedbackAfterDisconnect(IMergeView<TId, TWindow> merge)
    {
        ArgumentNullException.ThrowIfNull(merge);
        if (_view.IsAlive && _view.IsConnected)
        {
            return true;
        }

        foreach (TId output in merge.Outputs)
        {
            if (_view.IsVisible(output))
            {
                return false;
            }
        }

        return true;
    }

    private bool HaveWindow(ReadOnlySpan<TId> splits, TWindow window)
    {
        foreach (TId split in splits)
        {
            if (!_view.TryGetFacts(split, out SplitFacts<TWindow> facts) || !facts.Window.Equals(window))
            {
                return false;
            }
        }

        return true;
    }

    private bool TryCount(ReadOnlySpan<TId> splits, out Int128 rows)
    {
        rows = 0;
        foreach (TId split in splits)
        {
            if (!_view.TryGetFacts(split, out SplitFacts<TWindow> facts))
            {
                return false;
            }

            rows += facts.RowCount;
        }

        return true;
    }
}
