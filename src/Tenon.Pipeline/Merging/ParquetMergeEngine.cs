using System.Collections.Immutable;
using System.Globalization;
using Tenon.Merging;
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
        MergeInput[] files = [.. inputs.Select(input => new MergeInput(input.Name, () => new ObjectRangeSource(input.Name, input.Open()), input.SizeBytes))];
        try
        {
            return new Job(await Merger.PlanAsync(files, _settings with { ScratchDirectory = scratchFolder }, cancellationToken));
        }
        catch (Exception e) when (e is ParquetFormatException or MergeRefusedException)
        {
            throw new InputRefusedException(e.Message, e);
        }
    }

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
                throw new InputRefusedException(e.Message, e);
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
