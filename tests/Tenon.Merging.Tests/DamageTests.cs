using System.Globalization;
using Tenon.Merging.Content;
using Tenon.Merging.Tests.Model;
using Tenon.Parquet;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;

namespace Tenon.Merging.Tests;

/// <summary>Damage: in an input it ends the merge with the place, in an output it is found before anybody reads it.</summary>
public sealed class DamageTests
{
    private static readonly SchemaField[] Fields =
    [
        SchemaField.Required("k", LeafType.Int64), SchemaField.Optional("s", LeafType.String), SchemaField.Optional("d", LeafType.Double), SchemaField.Optional("b", LeafType.Boolean),
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task F54_a_truncated_output_is_refused(bool copy)
    {
        MergeRun run = await Merged(copy);
        byte[] output = run.Outputs[0];
        foreach (int length in (int[])[0, 4, 11, output.Length / 2, output.Length - 9, output.Length - 1])
        {
            await Assert.ThrowsAsync<ParquetFormatException>(() => run.Verify(_ => output[..length]));
        }

        await Assert.ThrowsAsync<ParquetFormatException>(() => run.Verify(_ => new byte[output.Length]));
    }

    // Goal: an output that passes the verification says what was written.
    // Method: one bit of about every other byte is flipped; a flip that is not refused must be one that changes neither rows nor schema (of statistics,
    // indexes, names of the writer).
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task F54_a_flipped_bit_is_refused_or_changes_no_row(bool copy)
    {
        MergeRun run = await Merged(copy);
        byte[] output = run.Outputs[0];
        Table expected = Table.Read(output);
        Random random = Seed.Of(54);
        int refused = 0;
        for (int at = random.Next(2); at < output.Length; at += random.Next(1, 4))
        {
            byte[] damaged = [.. output];
            int bit = random.Next(8);
            damaged[at] ^= (byte)(1 << bit);
            try
            {
                await run.Verify(_ => damaged);
            }
            catch (Exception e) when (e is ParquetFormatException or ContentMismatchException)
            {
                refused++;
                continue;
            }

            string place = string.Create(CultureInfo.InvariantCulture, $"byte {at} of {output.Length}, bit {bit} ({output[at]:x2} {damaged[at]:x2})");
            Table? found = Record.Exception(() => Table.Read(damaged)) is null ? Table.Read(damaged) : null;
            Assert.True(found is not null, $"{place}: the verification passed, but the file cannot be read");
            Assert.True(expected.Schema.Elements.SequenceEqual(found.Schema.Elements), $"{place}: the verification passed, but the schema changed");
            Judge.SameRows(expected.Rows, found.Rows, expected.Schema);
        }

        Assert.True(refused > output.Length / 5, $"{refused} of {output.Length} flips refused");
    }

    // Goal: damage of an input ends the merge with an error that says where; no output is complete.
    // Method: one bit of every byte of a file's pages is flipped; checksums find it.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task F43_damage_of_an_input_is_refused_with_its_place(bool copy)
    {
        byte[] good = File(Build.Layout(40, 20, Storage.Dictionary, claims: 0));
        using var pool = new BufferPool();
        using ParquetFile file = ParquetFile.Open(new MemoryRangeSource(good), pool);
        foreach (ColumnDescriptor column in file.Schema.Columns)
        {
            using ColumnChunkPages pages = file.OpenColumn(1, column.Index);
            Assert.True(pages.TryReadHeader(out PageEntry page));
            byte[] damaged = [.. good];
            damaged[page.BodyOffset + (page.Header.CompressedSize / 2)] ^= 4;
            foreach (string? key in (string?[])["k", "-k,s", null])
            {
                using var scratch = new ScratchFolder();
                MergeSettings settings = MergeRun.Settings(scratch.Path) with { Key = key is null ? null : SortKey.Parse(key), RowGroupRows = 40, CopyRowGroups = copy, Threads = 2 };
                MergePlan plan = await Merger.PlanAsync(MergeRun.Inputs([good, damaged]), settings, CancellationToken.None);
                var streams = new List<MemoryStream>();
                ParquetFormatException e = await Assert.ThrowsAsync<ParquetFormatException>(() => Merger.MergeAsync(plan, _ => Added(streams), null, CancellationToken.None));
                Assert.Equal(("input 1", 1, column.DottedPath), (e.File, e.RowGroup, e.Column));
                Assert.NotNull(e.Offset);
                Assert.All(streams, stream => Assert.False(stream.CanWrite, "an output is still open"));
                Assert.Empty(scratch.Files);
            }
        }
    }

    [Fact]
    public async Task F43_a_column_that_ends_early_is_refused_with_its_place()
    {
        // The second file's footer says that its chunks have 10 values more than their pages hold.
        byte[] good = File(Build.Layout());
        byte[] short_ = Footer.Edit(good, footer =>
        {
            footer.Set(Footer.RowCount, 110);
            ThriftStruct group = footer.Structs(Footer.RowGroups).Single();
            group.Set(Footer.GroupRows, 110);
            foreach (ThriftStruct chunk in group.Structs(Footer.GroupColumns))
            {
                chunk.Child(Footer.ChunkMetadata).Set(Footer.MetadataValues, 110);
            }
        });
        foreach (string? key in (string?[])["k", "s", null])
        {
            ParquetFormatException e = await Assert.ThrowsAsync<ParquetFormatException>(() => MergeRun.Of([good, short_], key));
            Assert.Equal(("input 1", 0), (e.File, e.RowGroup));
            Assert.NotNull(e.Column);
        }
    }

    [Fact]
    public async Task F43_a_file_that_is_no_Parquet_is_refused_when_planned()
    {
        foreach (byte[] bytes in (byte[][])[[], [1, 2, 3], [.. "PAR1"u8, .. new byte[100]], File(Build.Layout())[..^3]])
        {
            ParquetFormatException e = await Assert.ThrowsAsync<ParquetFormatException>(() => MergeRun.Of([bytes], "k"));
            Assert.Equal("input 0", e.File);
        }
    }

    [Fact]
    public async Task A_stream_that_fails_ends_the_merge_and_is_closed()
    {
        byte[] file = File(Build.Layout(10));
        foreach (int limit in (int[])[0, 3, 500, 3000])
        {
            using var scratch = new ScratchFolder();
            MergePlan plan = await Merger.PlanAsync(MergeRun.Inputs([file, file]), MergeRun.Settings(scratch.Path) with { Key = SortKey.Parse("k"), RowGroupRows = 10 }, CancellationToken.None);
            var streams = new List<LimitedStream>();
            await Assert.ThrowsAsync<IOException>(() => Merger.MergeAsync(
                plan,
                _ =>
                {
                    streams.Add(new LimitedStream(limit));
                    return streams[^1];
                },
                null,
                CancellationToken.None));
            Assert.All(streams, stream => Assert.False(stream.CanWrite));
        }
    }

    [Fact]
    public async Task A_cancelled_merge_leaves_no_scratch()
    {
        byte[] file = Build.Longs(Enumerable.Range(0, 20_000).Select(i => (long)-i)); // Has to be sorted first.
        foreach (string phase in (string[])["sort", "merge"])
        {
            using var scratch = new ScratchFolder();
            using var cancellation = new CancellationTokenSource();
            MergePlan plan = await Merger.PlanAsync(MergeRun.Inputs([file, file]), MergeRun.Settings(scratch.Path) with { Key = SortKey.Parse("k"), RowGroupRows = 100 }, CancellationToken.None);
            var progress = new Now(report =>
            {
                if (report.Phase == phase)
                {
                    cancellation.Cancel();
                }
            });
            var stream = new MemoryStream();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Merger.MergeAsync(plan, _ => stream, progress, cancellation.Token));
            Assert.Empty(scratch.Files);
        }
    }

    private static async Task<MergeRun> Merged(bool copy)
    {
        byte[] file = File(Build.Layout(40, 20, Storage.Dictionary, claims: 0));
        byte[] other = FileMaker.Write(Build.Table([Fields[0]], Enumerable.Range(0, 40).Select(i => new object?[] { 1000L + i })), Build.Layout(claims: 0)); // Lacks columns.
        MergeRun run = await MergeRun.Of([file, other], "k", settings => settings with { RowGroupRows = 40, CopyRowGroups = copy });
        Assert.Equal(copy, run.Result.CopiedRows > 0);
        await run.Verify();
        return run;
    }

    private static byte[] File(FileLayout layout) => FileMaker.Write(
        Build.Table(Fields, Enumerable.Range(0, 100).Select(i => new object?[] { (long)i / 2, i % 9 == 0 ? null : $"text {i % 30}", i % 4 == 0 ? null : i * 1.5, i % 5 == 0 ? null : i % 2 == 0 })), layout);

    private static MemoryStream Added(List<MemoryStream> streams)
    {
        streams.Add(new MemoryStream());
        return streams[^1];
    }

    private sealed class Now(Action<MergeProgress> report) : IProgress<MergeProgress>
    {
        public void Report(MergeProgress value) => report(value);
    }

    /// <summary>A full disk.</summary>
    private sealed class LimitedStream(int limit) : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (Length + buffer.Length > limit)
            {
                throw new IOException("no space left");
            }

            base.Write(buffer);
        }
    }
}
