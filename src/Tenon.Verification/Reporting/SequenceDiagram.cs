using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Tenon.Verification.Reporting;

/// <summary>A run drawn as messages between those who take part: the environment, the process, the metastore, the store. SVG, without anything from outside.</summary>
internal static class SequenceDiagram
{
    private const int LaneWidth = 210;
    private const int RowHeight = 30;
    private const int Top = 34;
    private static readonly ImmutableArray<string> Lanes = ["environment", "process", "metastore", "store"];

    private enum Lane
    {
        Environment,
        Process,
        Metastore,
        Store,
    }

    /// <summary>The drawing.</summary>
    /// <param name="run">The run.</param>
    public static string Draw(Counterexample run)
    {
        int rows = run.Steps.Length - 1;
        int width = LaneWidth * Lanes.Length;
        int height = Top + ((rows + 1) * RowHeight);
        StringBuilder svg = new();
        svg.Append(CultureInfo.InvariantCulture, $"<svg class=\"sequence\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\" aria-label=\"{Html.Attribute(run.Title)}\">");
        for (int lane = 0; lane < Lanes.Length; lane++)
        {
            int x = XOf((Lane)lane);
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"lane\" x=\"{x}\" y=\"16\">{Lanes[lane]}</text><line class=\"life\" x1=\"{x}\" y1=\"24\" x2=\"{x}\" y2=\"{height - 6}\"/>");
        }

        for (int i = 1; i <= rows; i++)
        {
            AppendStep(svg, run, i);
        }

        if (run.LoopStart is int start)
        {
            int from = Top + (Math.Max(0, start) * RowHeight) + 4;
            svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"loop\" x=\"2\" y=\"{from}\" width=\"{width - 4}\" height=\"{height - from - 4}\"/><text class=\"note\" x=\"8\" y=\"{height - 10}\">repeated for ever</text>");
        }

        return svg.Append("</svg>").ToString();
    }

    private static void AppendStep(StringBuilder svg, Counterexample run, int i)
    {
        CounterexampleStep step = run.Steps[i];
        (Lane from, Lane to) = RouteOf(step);
        int y = Top + (i * RowHeight) - 8;
        string wrong = i == run.Steps.Length - 1 && run.LoopStart is null ? " last" : "";
        string label = Html.Text(string.Create(CultureInfo.InvariantCulture, $"{i}. {Shortened(step)}"));
        string title = $"<title>{Html.Text(step.Action ?? "")}</title>";
        if (from == to)
        {
            int x = XOf(from);
            svg.Append(CultureInfo.InvariantCulture, $"<g class=\"step{wrong}\">{title}<rect x=\"{x - 5}\" y=\"{y - 10}\" width=\"10\" height=\"12\"/><text class=\"own\" x=\"{x + 9}\" y=\"{y}\">{label}</text></g>");
            return;
        }

        int x1 = XOf(from);
        int x2 = XOf(to);
        int head = x2 > x1 ? -7 : 7;
        svg.Append(CultureInfo.InvariantCulture, $"<g class=\"step{wrong}\">{title}<line x1=\"{x1}\" y1=\"{y}\" x2=\"{x2}\" y2=\"{y}\"/><path d=\"M{x2} {y} l{head} -4 v8 z\"/><text x=\"{(x1 + x2) / 2}\" y=\"{y - 4}\">{label}</text></g>");
    }

    private static int XOf(Lane lane) => ((int)lane * LaneWidth) + (LaneWidth / 2);

    // The name, and which split or what became of it, as far as there is room.
    private static string Shortened(CounterexampleStep step)
    {
        string arguments = step.Action is string action && action.IndexOf('{', StringComparison.Ordinal) is int at and >= 0 ? action[(at + 1)..].TrimEnd('}', ' ').Trim() : "";
        string text = arguments.Length is > 0 and < 18 ? $"{step.Kind} {arguments}" : step.Kind;
        return text.Length > 30 ? text[..29] + "…" : text;
    }

    /// <summary>Who tells whom. Of actions that are not known here, it is the environment that does something.</summary>
    private static (Lane From, Lane To) RouteOf(CounterexampleStep step) => step.Kind switch
    {
        // The design, and the field's machine.
        "IngestSplit" or "WithdrawSplit" or "MatureSplit" or "ReleaseSplit" or "RivalTakesLease" or "RivalMerges" => (Lane.Environment, Lane.Metastore),
        "LoseMessage" => (Lane.Environment, Lane.Environment),
        "HearOfSplit" or "Crash" or "DisconnectMergePlanner" or "Restart" => (Lane.Environment, Lane.Process),
        "PlanMerge" or "WriteOutputs" or "GiveUpMerge" or "ForgetSplit" or "LeaveMerge" or "RunFinalizeAndQuit" or "DrainComplete" or "Exit" => (Lane.Process, Lane.Process),
        "TakeLease" or "ListSplits" or "ClaimInputs" or "StageOutputs" or "PublishMerge" or "EndMerge" or "PublishMergeAndFeedback" => (Lane.Process, Lane.Metastore),
        "HearOfList" or "HearOfRefusal" or "HearOfPublish" or "HearOfEnd" or "LoseLease" => (Lane.Metastore, Lane.Process),
        "UploadOutput" or "UploadMergeOutput" => (Lane.Process, Lane.Store),
        "CollectSplit" => (Lane.Metastore, Lane.Store),

        // Worlds of the core.
        "Ingest" or "Withdraw" => (Lane.Environment, Lane.Metastore),
        "Hear" or "Tick" or "Disconnect" or "Finalize" => (Lane.Environment, Lane.Process),
        "Start" => (Lane.Process, Lane.Metastore),
        "Handle" => IsAbout(step, "Upload") ? (Lane.Process, Lane.Store) : IsAbout(step, "Execute") ? (Lane.Process, Lane.Process) : (Lane.Process, Lane.Metastore),
        "Deliver" => IsAbout(step, "Upload") ? (Lane.Store, Lane.Process) : IsAbout(step, "Execute") ? (Lane.Process, Lane.Process) : (Lane.Metastore, Lane.Process),
        _ => (Lane.Environment, Lane.Environment),
    };

    private static bool IsAbout(CounterexampleStep step, string kind) => step.Action?.Contains($"Kind = {kind}", StringComparison.Ordinal) ?? false;
}
