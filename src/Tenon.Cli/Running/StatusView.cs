using System.Globalization;
using Tenon.Cli.Output;
using Tenon.Pipeline.Homes;
using Tenon.Pipeline.Running;

namespace Tenon.Cli.Running;

/// <summary>What a daemon does, on one line of a terminal that changes; nothing where there is none.</summary>
internal static class StatusView
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>Shows it until it is cancelled.</summary>
    public static async Task RunAsync(HomeDaemon daemon, TerminalLine line, CancellationToken cancellationToken)
    {
        try
        {
            while (line.IsTerminal)
            {
                await Task.Delay(Interval, cancellationToken);
                if (daemon.Supervisor is PipelineSupervisor supervisor)
                {
                    string text = TextOf(supervisor.Status, daemon);
                    line.Show(text[..Math.Min(text.Length, Math.Max(20, Console.WindowWidth - 1))]); // A line that wraps is not taken away whole.
                }
            }
        }
        catch (OperationCanceledException)
        {
            // It has ended.
        }
    }

    internal static string TextOf(PipelineStatus status, HomeDaemon daemon)
    {
        if (!status.IsRunning)
        {
            return "waiting to begin again";
        }

        string merging = status.Running.Length == 0
            ? "idle"
            : string.Join("; ", status.Running.Select(merge => string.Create(
                CultureInfo.InvariantCulture, $"{merge.Index.Id} {merge.Step.Phase ?? "begin"} {(merge.RowCount == 0 ? 100 : 100 * Math.Min(merge.Step.RowsDone, merge.RowCount) / merge.RowCount)} % of {merge.RowCount:N0} rows")));
        int quarantined = status.Indexes.Sum(index => index.Quarantined);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{status.Indexes.Length} indexes, {daemon.IngestedFiles:N0} files ingested, {status.Indexes.Sum(index => index.Waiting):N0} splits wait, {status.DueScopes:N0} merges due, {status.PublishedMerges:N0} published{(quarantined > 0 ? $", {quarantined} quarantined" : "")} | {merging}");
    }
}
