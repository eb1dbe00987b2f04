using Tenon.Merging.Ordering;
using Tenon.Merging.Tests.Model;
using Tenon.Parquet;
using Tenon.Parquet.Memory;
using Tenon.Parquet.Schema;
using Tenon.Splits;

namespace Tenon.Merging.Tests.Ordering;

public sealed unsafe class ColumnOrderTests
{
    // Goal: whether a block ascends is the same column by column, by packed keys and by the definition of the order.
    // Method: random files, sorted, sorted but for one row, or not at all; keys of all types, directions, codings and lengths, with nulls and
    // with columns that the file lacks; blocks of all sizes.
    [Fact]
    public void Columns_packed_keys_and_the_definition_agree_on_where_a_block_descends()
    {
        Dictionary<string, int> seen = [];
        foreach (int seed in Seed.Many(900, 1000))
        {
            Random random = new(seed);
            Sample sample = new(random);
            using BufferPool pool = new();
            using (ParquetFile file = ParquetFile.Open(new MemoryRangeSource(sample.File), pool))
            {
                KeyLayout layout = KeyLayout.Create(sample.Key, sample.Schema, sample.Values);
                int[] leaves = [.. layout.Fields.Select(field => file.Schema.Columns.FirstOrDefault(leaf => leaf.DottedPath == field.Column.DottedPath)?.Index ?? -1)];
                using KeyStream stream = new(file, 0, leaves, layout, random.Next(6) switch { 0 => 2, 1 => 64, 2 => 65, _ => 1000 }, pool, keepsRuns: random.Next(8) > 0);
                while (stream.Next() is KeyBlock block)
                {
                    int expected = sample.FirstDescent((int)block.FirstRow, block.Count);
                    bool isAscending = stream.IsAscending(block);
                    bool hasRuns = block.Columns.Any(slice => slice is { Form: Reading.ValueForm.Runs } && slice.Runs.Length > 1);
                    stream.Pack(block);
                    int packed = FirstDescent(layout, (ulong*)block.Keys!.Pointer, block.Count); // Packed just now.
                    Assert.True(packed == expected && isAscending == (expected < 0), $"seed {seed}, key {sample.Key}, block at {block.FirstRow}: descends at {expected}, by keys at {packed}, by columns {!isAscending}");
                    Count($"{(layout.HasTail ? "tail" : layout.Words.ToString(System.Globalization.CultureInfo.InvariantCulture))} {(block.Count < 2 ? "single" : expected < 0 ? "ascends" : "descends")}");
                    Count($"{(hasRuns ? "runs" : "rows")} {(expected < 0 ? "ascends" : "descends")}");
                    block.Release();
                }
            }

            Assert.Equal(0, pool.RentedBytes);
        }

        void Count(string kind) => seen[kind] = seen.GetValueOrDefault(kind) + 1;
        string[] kinds = [.. from shape in (string[])["1", "2", "3", "4", "tail", "runs", "rows"] from order in (string[])["ascends", "descends"] select $"{shape} {order}"];
        Assert.True(Seed.Many(1, 2).Count() < 2 || kinds.All(kind => seen.GetValueOrDefault(kind) > 20), "the cases are too much alike: " + string.Join(", ", seen));
    }

    private static int FirstDescent(KeyLayout layout, ulong* keys, int count) => (layout.HasTail, layout.Words) switch
    {
        (true, _) => new WordsAndTail(layout).FirstDescent(keys, count),
        (_, 1) => default(OneWord).FirstDescent(keys, count),
        (_, 2) => default(TwoWords).FirstDescent(keys, count),
        (_, int words) => new ManyWords(words).FirstDescent(keys, count),
    };

    /// <summary>A random file, its key, and its rows with the columns of the union.</summary>
    private sealed class Sample
    {
        private readonly List<Cell[]> _rows;

        public Sample(Random random)
        {
            int count = random.Next(1, 6);
            LeafType[] types = [.. Enumerable.Range(0, count).Select(_ => RandomValues.AnyType(random, isSortable: true))];
            int lacking = random.Next(4) == 0 && count > 1 ? random.Next(count) : -1; // The file has no such column.
            SchemaField[] fields =
            [
                .. types.Select((type, i) => i == lacking || random.Next(2) == 0 ? SchemaField.Optional($"c{i}", type) : SchemaField.Required($"c{i}", type)),
            ];
            Schema = SchemaBuilder.Build(fields);
            Key = SortKey.Parse(string.Join(',', Enumerable.Range(0, count).Select(i => $"{(random.Next(2) == 0 ? "-" : "")}c{i}")));
            double nulls = random.Next(3) * 0.3;
            RandomValues[] values = [.. types.Select(type => new RandomValues(random, type))];
            byte[][][] few = [.. values.Select(value => (byte[][])[value.Next(), value.Next()])];
            bool isFew = random.Next(2) == 0; // Long runs of equal values.
            _rows =
            [
                .. Enumerable.Range(0, random.Next(1, isFew ? 800 : 400)).Select(_ => values.Select((value, i) =>
                    i == lacking || (Schema.Columns[i].MaxDefinitionLevel > 0 && random.NextDouble() < nulls) ? Cell.Missing : Cell.Of(isFew ? few[i][random.Next(2)] : value.Next())).ToArray()),
            ];
            Sort(random);
            Values = KnownValues(random);
            SchemaField[] own = [.. fields.Where((_, i) => i != lacking)];
            int pageRows = !isFew && random.Next(3) == 0 ? random.Next(1, 100) : int.MaxValue;
            Storage storage = isFew ? Storage.Dictionary : (Storage)random.Next(3);
            File = FileMaker.Write(
                new Table(SchemaBuilder.Build(own), [.. _rows.Select(row => row.Where((_, i) => i != lacking).ToArray())]),
                Build.Layout(!isFew && random.Next(3) == 0 ? random.Next(50, 200) : int.MaxValue, pageRows, storage));
        }

        public ParquetSchema Schema { get; }

        public SortKey Key { get; }

        public Dictionary<string, KeyColumnValues> Values { get; }

        public byte[] File { get; }

        public int FirstDescent(int first, int count)
        {
            for (int i = 1; i < count; i++)
            {
                if (ReferenceMerge.CompareRows(_rows[first + i], _rows[first + i - 1], Schema, Key) < 0)
                {
                    return i;
                }
            }

            return -1;
        }

        private void Sort(Random random)
        {
            if (random.Next(3) == 0)
            {
                return;
            }

            Cell[][] sorted = [.. _rows.OrderBy(row => row, Comparer<Cell[]>.Create((a, b) => ReferenceMerge.CompareRows(a, b, Schema, Key)))];
            for (int i = 0; i < sorted.Length; i++)
            {
                _rows[i] = sorted[i];
            }

            if (random.Next(2) == 0)
            {
                int moved = random.Next(sorted.Length);
                _rows.RemoveAt(moved);
                _rows.Insert(random.Next(sorted.Length), sorted[moved]);
            }
        }

        /// <summary>What dictionaries would say of some of the columns: so keys become ranks and distances.</summary>
        private Dictionary<string, KeyColumnValues> KnownValues(Random random)
        {
            Dictionary<string, KeyColumnValues> known = [];
            foreach (ColumnDescriptor column in Schema.Columns)
            {
                byte[][] values = [.. _rows.Select(row => row[column.Index].Value).OfType<byte[]>()];
                if (values.Length == 0 || random.Next(2) == 0)
                {
                    continue;
                }

                KeyColumnValues knowledge = new();
                if (OrderedNumber.For(column) is OrderedNumber number and not OrderedNumber.None)
                {
                    ulong[] ordered = [.. values.Select(value => OrderedNumbers.Order(number, Reading.ChunkDictionary.Widen(value)))];
                    (knowledge.HasRange, knowledge.Minimum, knowledge.Maximum) = (true, ordered.Min(), ordered.Max());
                }
                else
                {
                    RankDictionary ranks = new();
                    foreach (byte[] value in values)
                    {
                        ranks.Add(value);
                    }

                    ranks.Freeze(KeyField.HasSignedBytes(column));
                    knowledge.Ranks = ranks;
                }

                known.Add(column.DottedPath, knowledge);
            }

            return known;
        }
    }
}
