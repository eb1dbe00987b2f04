using System.Collections.Immutable;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;
using Tenon.Parquet.Writing;
using Tenon.Splits;

namespace Tenon.Merging.Tests.Model;

/// <summary>A file to be merged, as made: its bytes and what they hold.</summary>
/// <param name="Table">The rows.</param>
/// <param name="Bytes">The file.</param>
internal sealed record MadeFile(Table Table, byte[] Bytes);

/// <summary>Files that could be one data set: columns of a common universe, each file with some of them, rows sorted or not.</summary>
/// <param name="Files">The files.</param>
/// <param name="Key">The key they are to be merged by; null to concatenate.</param>
/// <param name="Description">In a few words, for failures.</param>
internal sealed record RandomFiles(IReadOnlyList<MadeFile> Files, SortKey? Key, string Description)
{
    /// <summary>Makes files.</summary>
    /// <param name="random">Decides everything.</param>
    /// <param name="size">About how large: files and rows.</param>
    public static RandomFiles Make(Random random, int size)
    {
        int keyColumns = random.Next(8) == 0 ? 0 : random.Next(1, 7);
        Column[] keys = [.. Enumerable.Range(0, keyColumns).Select(i => Column.Flat(random, $"k{i}", isSortable: true))];
        Column[] others = [.. Enumerable.Range(0, random.Next(0, 5)).Select(i => Column.Flat(random, $"v{i}", isSortable: false))];
        Column[] nested = [.. Enumerable.Range(0, random.Next(3) == 0 ? random.Next(1, 3) : 0).Select(i => Column.Nested(random, $"n{i}"))];
        Column[] columns = [.. keys, .. others, .. nested];
        if (columns.Length == 0)
        {
            columns = [Column.Flat(random, "v0", isSortable: false)];
        }

        SortKey? key = keyColumns == 0 ? null : new SortKey([.. keys.Select(column => new SortColumn(column.Name, random.Next(2) == 0))]);
        int files = random.Next(Math.Min(20, size) + 1);
        var made = new List<MadeFile>();
        for (int i = 0; i < files; i++)
        {
            // Key columns must exist somewhere: the first file has all columns.
            made.Add(MakeFile(random, [.. columns.Where(_ => i == 0 || random.Next(6) > 0)], key, size));
        }

        return new RandomFiles(made, files == 0 ? null : key, $"{files} files of {string.Join('+', made.Select(file => file.Table.Rows.Count))} rows, key {key?.ToString() ?? "none"}");
    }

    private static MadeFile MakeFile(Random random, List<Column> columns, SortKey? key, int size)
    {
        if (columns.Count == 0)
        {
            columns.Add(Column.Flat(random, $"only{random.Next()}", isSortable: false));
        }

        if (random.Next(4) == 0)
        {
            random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(columns));
        }

        ParquetSchema schema = SchemaBuilder.Build([.. columns.Select(column => column.Field(isOptional: random.Next(3) > 0))]);
        int rows = random.Next(6) switch { 0 => 0, 1 => 1, 2 => random.Next(0, 10), _ => random.Next(0, 20 * size) };
        double nulls = random.Next(4) switch { 0 => 0, 1 => 1, _ => random.NextDouble() };
        var cells = new List<Cell[]>();
        for (int r = 0; r < rows; r++)
        {
            cells.Add([.. schema.Root.Children.SelectMany((node, i) => columns[i].MakeCells(random, node, nulls))]);
        }

        bool claims = random.Next(2) == 0;
        bool isSorted = random.Next(5) > 0;
        SortKey? own = key is null ? null : Present(key, schema);
        if (own is not null && isSorted)
        {
            cells = [.. cells.OrderBy(row => row, Comparer<Cell[]>.Create((a, b) => ReferenceMerge.CompareRows(a, b, schema, own)))];
        }

        var table = new Table(schema, cells);
        return new MadeFile(table, FileMaker.Write(table, Layout(random, schema, own, claims, size)));
    }

    /// <summary>The key without the columns that the file lacks: all its rows have null there.</summary>
    private static SortKey? Present(SortKey key, ParquetSchema schema)
    {
        ImmutableArray<SortColumn> columns = [.. key.Columns.Where(sort => schema.Root.Children.Any(child => child.Name == sort.Name))];
        return columns.IsEmpty ? null : new SortKey(columns);
    }

    private static FileLayout Layout(Random random, ParquetSchema schema, SortKey? key, bool claims, int size)
    {
        int seed = random.Next();
        int groupRows = random.Next(4) switch { 0 => int.MaxValue, 1 => random.Next(1, 5), _ => random.Next(1, 10 * size) };
        int pageRows = random.Next(4) switch { 0 => int.MaxValue, 1 => random.Next(1, 5), _ => random.Next(1, 5 * size) };
        bool isRegular = random.Next(2) == 0;
        Storage[] storages = [.. schema.Columns.Select(_ => (Storage)random.Next(5))];
        int varying = random.Next(3);
        return new FileLayout
        {
            RowGroupRows = group => isRegular || groupRows == int.MaxValue ? groupRows : Vary(seed, group, 0, 0, groupRows),
            PageRows = (group, column, page) => isRegular || pageRows == int.MaxValue ? pageRows : Vary(seed, group, column + 1, page, pageRows),
            Storage = (group, column) => varying == 0 ? (Storage)(Vary(seed, group, column, -1, 5) - 1) : storages[column],
            Bloom = column => Vary(seed, -1, column, 0, 4) == 1,
            Codec = random.Next(3) > 0 ? CompressionCodec.Zstd : random.Next(2) == 0 ? CompressionCodec.Uncompressed : CompressionCodec.Snappy,
            DataPageV2 = random.Next(3) == 0,
            File = new ParquetFileWriterOptions { SortingColumns = claims && key is not null ? SortingColumns(schema, key) : [] },
        };
    }

    private static SortingColumn[] SortingColumns(ParquetSchema schema, SortKey key) =>
        [.. key.Columns.Select(sort => new SortingColumn(schema.Columns.Single(column => column.DottedPath == sort.Name).Index, sort.Descending, NullsFirst: false))];

    /// <summary>1 to the maximum, the same for the same place.</summary>
    private static int Vary(int seed, int group, int column, int page, int maximum) => new Random(unchecked((((seed * 31) + group) * 31 + column) * 31 + page)).Next(maximum) + 1;

    /// <summary>A top-level column of the universe.</summary>
    private sealed class Column
    {
        private readonly Func<bool, SchemaField> _field;
        private readonly Dictionary<string, RandomValues> _values;

        private Column(string name, Func<bool, SchemaField> field, Dictionary<string, RandomValues> values) => (Name, _field, _values) = (name, field, values);

        public string Name { get; }

        public static Column Flat(Random random, string name, bool isSortable)
        {
            LeafType type = RandomValues.AnyType(random, isSortable);
            return new Column(
                name,
                isOptional => isOptional ? SchemaField.Optional(name, type) : SchemaField.Required(name, type),
                new Dictionary<string, RandomValues>(StringComparer.Ordinal) { [name] = new RandomValues(random, type) });
        }

        public static Column Nested(Random random, string name)
        {
            LeafType a = RandomValues.AnyType(random, isSortable: false);
            LeafType b = RandomValues.AnyType(random, isSortable: false);
            Func<bool, SchemaField> field = random.Next(5) switch
            {
                0 => isOptional => SchemaField.List(name, isOptional, SchemaField.Optional("element", a)),
                1 => isOptional => SchemaField.Map(name, isOptional, SchemaField.Required("key", a), SchemaField.Optional("value", b)),
                2 => isOptional => SchemaField.Struct(name, isOptional, isOptional ? SchemaField.Required("x", a) : SchemaField.Optional("x", a), SchemaField.Optional("y", b)),
                3 => isOptional => SchemaField.List(name, isOptional, SchemaField.Struct("element", isOptional, SchemaField.Optional("x", a), SchemaField.List("ys", true, SchemaField.Required("element", b)))),
                _ => _ => SchemaField.Repeated(name, a),
            };
            return new Column(name, field, new Dictionary<string, RandomValues>(StringComparer.Ordinal)
            {
                [name] = new RandomValues(random, a), ["element"] = new RandomValues(random, a), ["key"] = new RandomValues(random, a), ["x"] = new RandomValues(random, a),
                ["value"] = new RandomValues(random, b), ["y"] = new RandomValues(random, b), ["ys"] = new RandomValues(random, b),
            });
        }

        public SchemaField Field(bool isOptional) => _field(isOptional);

        /// <summary>The cells of a row in the leaves below a node.</summary>
        public IEnumerable<Cell> MakeCells(Random random, SchemaNode node, double nulls)
        {
            var leaves = new SortedDictionary<int, List<Entry>>();
            Shred(random, node, 0, 0, nulls, leaves);
            return leaves.Values.Select(entries => new Cell(entries));
        }

        private void Shred(Random random, SchemaNode node, int nodes, int repetition, double nulls, SortedDictionary<int, List<Entry>> leaves)
        {
            bool isAbsent = node.Repetition != Repetition.Required && random.NextDouble() < nulls;
            if (isAbsent)
            {
                foreach (ColumnDescriptor leaf in Leaves(node))
                {
                    Add(leaves, leaf, new Entry(repetition, nodes, null));
                }

                return;
            }

            int times = node.Repetition == Repetition.Repeated ? random.Next(1, 4) : 1;
            for (int i = 0; i < times; i++)
            {
                int level = i == 0 ? repetition : node.MaxRepetitionLevel;
                if (node.Column is ColumnDescriptor column)
                {
                    Add(leaves, column, new Entry(level, nodes + 1, ValuesOf(column).Next()));
                    continue;
                }

                foreach (SchemaNode child in node.Children)
                {
                    Shred(random, child, nodes + 1, level, nulls, leaves);
                }
            }
        }

        private RandomValues ValuesOf(ColumnDescriptor column) =>
            _values[column.Path.Contains("ys") ? "ys" : column.Path[^1]];

        private static void Add(SortedDictionary<int, List<Entry>> leaves, ColumnDescriptor leaf, Entry entry)
        {
            if (!leaves.TryGetValue(leaf.Index, out List<Entry>? entries))
            {
                leaves.Add(leaf.Index, entries = []);
            }

            entries.Add(entry);
        }

        private static IEnumerable<ColumnDescriptor> Leaves(SchemaNode node) =>
            node.Column is ColumnDescriptor column ? [column] : node.Children.SelectMany(Leaves);
    }
}
