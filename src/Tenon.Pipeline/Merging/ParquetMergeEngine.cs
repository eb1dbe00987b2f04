using System.Collections.Immutable;
using System.Globalization;
using Tenon.Invariants;
using Tenon.Merging;
using Tenon.Merging.Content;
using Tenon.Parquet;
using Tenon.Storage;

namespace Tenon.Pipeline.Merging;

/// <summary>Merges Parquet files by <see cref="Merger"/>.</summary>
public sealed class ParquetMergeEngine : IMergeEngine
{
    /// <summary>Rises when equal inputs and settings no longer give equal bytes, so that no operation is continued half by the old, half by the new.</summary>
    private const int OutputVersion = 2;

    private readonly MergeSettings _settings;

    /// <summary>An engine.</summary>
    /// <param name="settings">How files are merged; the scratch folder is set for each merge.</param>
    public ParquetMergeEngine(MergeSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _settings = settings;
        string key = settings.Key?.ToString() ?? "";
        Settings = string.Create(
            CultureInfo.InvariantCulture,
            $"version={OutputVersion} key={key} target={settings.TargetSizeBytes} rows={settings.RowGroupRows} codec={settings.Codec} level={settings.Level} copy={settings.CopyRowGroups} pages={settings.CopyPages} memory={settings.MemoryBytes}");
    }

    /// <inheritdoc/>
    public string Settings { get; }

    /// <inheritdoc/>
    public async ValueTask<IMergeJob> PlanAsync(ImmutableArray<MergeSource> inputs, string scratchFolder, CancellationToken cancellationToken)
    {
        MergeInput[] files = [.. inputs.Select(InputOf)];
        try
        {
            return new Job(await Merger.PlanAsync(files, _settings with { ScratchDirectory = scratchFolder }, cancellationToken));
        }
        catch (Exception e) when (e is ParquetFormatException or MergeRefusedException)
        {
            throw Refused(e);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<(long RowCount, string Digest)> CountAsync(MergeSource file, string scratchFolder, CancellationToken cancellationToken)
    {
        try
        {
            RowDigest digest = await Merger.DigestAsync([InputOf(file)], _settings with { ScratchDirectory = scratchFolder }, null, cancellationToken);
            return (digest.RowCount, digest.ToString());
        }
        catch (ParquetFormatException e)
        {
            throw Refused(e);
        }
    }

    private static MergeInput InputOf(MergeSource input) => new(input.Name, () => new ObjectRangeSource(input.Name, input.Open()), input.SizeBytes);

    private static InputRefusedException Refused(Exception e) => new(e.Message, e, (e as ParquetFormatException)?.File);

    private sealed class Job(MergePlan plan) : IMergeJob
    {
        private MergeResult? _result;

        public ImmutableArray<long> InputRows => plan.InputRows;

        public string? SortKey => (_result?.Key ?? plan.Key)?.ToString();

        public async ValueTask<MergeSummary> MergeAsync(Func<int, Stream> createOutput, IProgress<MergeStep>? progress, CancellationToken cancellationToken)
        {
            try
            {
                _result = await Merger.MergeAsync(plan, ordinal => new KeepOpenStream(createOutput(ordinal)), Steps(progress), cancellationToken);
            }
            catch (Exception e) when (e is ParquetFormatException or MergeRefusedException)
            {
                throw Refused(e);
            }

            return new MergeSummary(
                [.. _result.Outputs.Select(output => output.RowCount)], _result.Digest.ToString(), _result.CopiedRows, _result.SortedInputs, _result.Notes)
            {
                CopiedPages = _result.CopiedPages,
            };
        }

        public async ValueTask VerifyAsync(Func<int, IObjectReader> openOutput, IProgress<MergeStep>? progress, CancellationToken cancellationToken)
        {
            MergeResult result = _result ?? throw new InvalidOperationException("a merge is verified after it has written");
            if (plan.Settings.VerifyContent)
            {
                await Merger.VerifyAsync(
                    plan,
                    result,
                    ordinal => new ObjectRangeSource(string.Create(CultureInfo.InvariantCulture, $"output {ordinal}"), openOutput(ordinal)),
                    Steps(progress),
                    cancellationToken);
                Invariant.Held(InvariantId.OutputSorted, result.Key is null ? 0 : result.Outputs.Length); // Otherwise it had thrown.
            }
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private static StepAdapter? Steps(IProgress<MergeStep>? progress) => progress is null ? null : new StepAdapter(progress);
    }

    private sealed class StepAdapter(IProgress<MergeStep> steps) : IProgress<MergeProgress>
    {
        public void Report(MergeProgress value) => steps.Report(new MergeStep(value.Phase, value.RowsDone, value.RowsTotal, value.BytesWritten));
    }
}
