using Tenon.Merging.Ordering;
using Tenon.Merging.Running;
using Tenon.Merging.Tests.Model;
using Tenon.Merging.Tests.Ordering;
using Tenon.Parquet;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Schema;

namespace Tenon.Merging.Tests.Running;

public sealed class LargeValuesTests
{
    private const int LimitBytes = 20_000;
    private static readonly SchemaField[] Fields = [SchemaField.Required("k", LeafType.Int64), SchemaField.Required("v", LeafType.Bytes)];

    // Goal: no part holds more than the limit unless it is a single row, none could have had one row more, and no row is lost.
    // Method: files of values of all sizes, several to a page; what each row weighs is computed from the values.
    [Fact]
    public void Segments_are_cut_where_the_next_row_would_exceed_the_limit()
    {
        int split = 0;
        int whole = 0;
        foreach (int seed in Seed.Many(40, 60))
        {
            Random random = new(seed);
            using BufferPool pool = new();
            Source[] sources = [.. Enumerable.Range(0, 3).Select(_ => new Source(random))];
            ParquetSchema union = SchemaBuilder.Build(Fields);
            PassInput[] inputs = [.. sources.Select((source, i) => PassInput.Open(new PassSource(source.AsInput($"input {i}"), false, null), union, pool))];
            LargeValues values = new(inputs, union, LimitBytes, pool);
            long[] next = new long[sources.Length];
            while (Take(sources, next, random) is { Length: > 0 } rows)
            {
                Segment segment = Segments.Make(rows, random, pool, hasBlocks: false);
                (int Input, long Row)[] expected = Segments.RowsOf(segment);
                double[] weights = [.. expected.Select(row => sources[row.Input].Weights[row.Row])];
                IReadOnlyList<Segment> parts = values.Split(segment);
                Assert.Equal(expected, parts.SelectMany(Segments.RowsOf));
                Assert.True(Sizes(weights).SequenceEqual(parts.Select(part => part.RowCount)), $"seed {seed}: parts of {string.Join(' ', parts.Select(part => part.RowCount))} rows, {string.Join(' ', Sizes(weights))} expected");
                (split, whole) = (split + (parts.Count > 1 ? 1 : 0), whole + (parts.Count == 1 ? 1 : 0));
                foreach (Segment part in parts)
                {
                    part.Dispose();
                }
            }

            foreach (PassInput input in inputs)
            {
                input.Dispose();
            }
        }

        Assert.True(Seed.Many(1, 2).Count() < 2 || (split > 50 && whole > 50), $"{split} segments were split and {whole} not");
    }

    /// <summary>Rows of the parts by the definition.</summary>
    private static IEnumerable<int> Sizes(double[] weights)
    {
        double sum = 0;
        int rows = 0;
        foreach (double weight in weights)
        {
            if (rows > 0 && sum > 0 && sum + weight > LimitBytes)
            {
                yield return rows;
                (sum, rows) = (0, 0);
            }

            (sum, rows) = (sum + weight, rows + 1);
        }

        yield return rows;
    }

    /// <summary>The next rows of each input, for a segment.</summary>
    private static (long FirstRow, int RowCount)[] Take(Source[] sources, long[] next, Random random)
    {
        (long, int)[] rows = [.. sources.Select((source, i) => (next[i], (int)Math.Min(random.Next(0, 40), source.Weights.Length - next[i])))];
        for (int i = 0; i < rows.Length; i++)
        {
            next[i] += rows[i].Item2;
        }

        bool isDone = sources.Select((source, i) => source.Weights.Length == next[i]).All(isEnd => isEnd);
        return rows.Sum(row => row.Item2) > 0 ? rows : isDone ? [] : Take(sources, next, random);
    }

    /// <summary>A file of values of which few are large.</summary>
    private sealed class Source
    {
        private readonly byte[] _file;

        public Source(Random random)
        {
            int large = random.Next(2, 30);
            int groupRows = random.Next(40, 100); // Chunks of fewer could be so small that their values are not looked at.
            byte[][] values = [.. Enumerable.Range(0, groupRows * random.Next(1, 4)).Select(_ => new byte[random.Next(large) == 0 ? random.Next(2 * LimitBytes) : random.Next(100, 200)])];
            int pageRows = random.Next(1, 4);
            _file = FileMaker.Write(Build.Table(Fields, values.Select((value, i) => new object?[] { (long)i, value })), Build.Layout(groupRows, pageRows));

            // A page's bytes belong to its rows in equal shares; each value has four bytes of length before it.
            Weights = [.. values.Chunk(groupRows).SelectMany(group => group.Chunk(pageRows)).SelectMany(page => Enumerable.Repeat(page.Sum(value => value.Length + 4.0) / page.Length, page.Length))];
        }

        public double[] Weights { get; }

        public MergeInput AsInput(string name) => new(name, () => new MemoryRangeSource(_file), _file.Length);
    }
}
