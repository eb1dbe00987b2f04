using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Tenon.Ingest.Reading;
using Tenon.Ingest.Rows;
using Tenon.Merging.Facts;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;
using Tenon.Splits;
using Tenon.Splits.Indexes;
using Tenon.Splits.Keys;

namespace Tenon.Ingest.Conforming;

/// <summary>Rows of metrics and sketches: columns of known types, every other one a tag; series ids and keys are computed here and never again (DM-5).</summary>
internal sealed class SeriesRules : RowRules
{
    /// <summary>Metric types are 0 to 4.</summary>
    private const int LargestMetricType = 4;

    private readonly SplitKind _kind;
    private readonly IngestSettings _settings;
    private readonly ImmutableArray<SeriesColumn> _required;
    private readonly SortSchema _schema;
    private readonly SortedSeriesEncoder _encoder;
    private readonly HashSet<string> _tags = new(StringComparer.Ordinal);
    private readonly ArrayBufferWriter<byte> _key = new(256);
    private RowBlock _conformed = new();

    /// <summary>Whether the file has ids; all of its rows or none.</summary>
    private bool? _givesIds;

    public SeriesRules(IndexConfig config, IngestSettings settings, string file)
        : base(file)
    {
        (_kind, _settings) = (config.Kind, settings);
        _required = SeriesColumns.Required(config.Kind);
        _schema = SortSchema.Parse(config.SortFields).WithCanonicalTimestamp();
        _encoder = new SortedSeriesEncoder(_schema);
    }

    public override EventTimeColumn? Time => EventTimeColumn.OfSeries;

    public override bool LeavesEmptyColumnsOut => true;

    public override IEnumerable<string> TextColumns => _required.Select(column => column.Name);

    public override FieldKind? KindOf(string column) =>
        column is RowColumns.SortedSeries or "" ? null
        : column == SortSchema.TimeseriesId ? FieldKind.Int64
        : Find(column)?.Kind ?? FieldKind.Text;

    public override void CheckShapes(IReadOnlyList<ColumnShape> shapes)
    {
        foreach (SeriesColumn column in _required)
        {
            if (shapes.All(shape => shape.Name != column.Name))
            {
                throw Refuse(column.Name, "missing", column.IsList ? $"a list of {ColumnTypes.Describe(column.Type)}" : ColumnTypes.Describe(column.Type));
            }
        }

        foreach (ColumnShape shape in shapes)
        {
            CheckShape(shape);
        }
    }

    public override RowBlock Conform(RowBlock rows)
    {
        CheckShapes([.. rows.Columns.Select(column => column.Shape)]);
        RowColumn[] given = [.. rows.Columns.Where(column => IsTag(column.Name))];
        RowBlock conformed = Begin(rows, given);
        foreach (SeriesColumn column in _required)
        {
            Take(rows, rows.Find(column.Name)!, FindOrAdd(conformed, column), column.IsList); // There, as was checked.
        }

        var tags = new List<RowColumn>();
        foreach (RowColumn tag in given)
        {
            CheckText(rows, tag, _settings.MaximumTextBytes);
            RowColumn taken = conformed.Find(tag.Name) ?? conformed.Add(ColumnShape.Of(SchemaField.Optional(tag.Name, LeafType.String)));
            taken.Values.AppendRange(tag.Values, 0, rows.RowCount);
            tags.Add(taken);
        }

        CheckValues(conformed);
        AddSeries(rows, conformed, tags);
        return conformed;
    }

    /// <summary>An empty block: the last one again if it has these columns, since memory for new ones would be most of what conforming costs.</summary>
    private RowBlock Begin(RowBlock rows, RowColumn[] tags)
    {
        bool isSame = _conformed.Columns.Skip(_required.Length).Select(column => column.Name).SequenceEqual([.. tags.Select(tag => tag.Name), SortSchema.TimeseriesId, RowColumns.SortedSeries]);
        _conformed = isSame ? _conformed : new RowBlock();
        _conformed.Clear();
        (_conformed.RowCount, _conformed.FirstRow) = (rows.RowCount, rows.FirstRow);
        _conformed.Lines.AddRange(rows.Lines);
        return _conformed;
    }

    private static RowColumn FindOrAdd(RowBlock rows, SeriesColumn column) => rows.Find(column.Name) ?? rows.Add(column.Shape);

    private SeriesColumn? Find(string name) => _required.FirstOrDefault(column => column.Name == name);

    private bool IsTag(string name) => Find(name) is null && name != SortSchema.TimeseriesId;

    private void CheckShape(ColumnShape shape)
    {
        if (shape.Name == RowColumns.SortedSeries)
        {
            throw Refuse(shape.Name, "present", "no such column, which is computed when rows are ingested,");
        }

        SeriesColumn? column = shape.Name == SortSchema.TimeseriesId ? SeriesColumns.TimeseriesId : Find(shape.Name);
        if (column is null)
        {
            CheckTag(shape);
        }
        else if (column.IsList)
        {
            if (ItemOf(shape) is not SchemaElement item || !item.IsA(column.Type))
            {
                throw Refuse(shape.Name, ColumnTypes.Describe(shape.Elements[^1]), $"a list of {ColumnTypes.Describe(column.Type)}");
            }
        }
        else if (!shape.IsFlat || !shape.Elements[0].IsA(column.Type))
        {
            throw Refuse(shape.Name, ColumnTypes.Describe(shape.Elements[0]), ColumnTypes.Describe(column.Type));
        }
    }

    private void CheckTag(ColumnShape shape)
    {
        if (!_tags.Contains(shape.Name))
        {
            if (!shape.IsFlat || !ColumnTypes.IsText(shape.Elements[0]))
            {
                throw Refuse(shape.Name, ColumnTypes.Describe(shape.Elements[0]), "text, as it is for tags,");
            }

            int bytes = Encoding.UTF8.GetByteCount(shape.Name);
            if (bytes == 0 || bytes > _settings.MaximumTextBytes)
            {
                throw Refuse(shape.Name[..Math.Min(100, shape.Name.Length)], string.Create(CultureInfo.InvariantCulture, $"a tag's key of {bytes} bytes"), $"1 to {_settings.MaximumTextBytes}");
            }

            if (_tags.Count >= _settings.MaximumTags)
            {
                throw Refuse(shape.Name, string.Create(CultureInfo.InvariantCulture, $"tag {_tags.Count + 1}"), string.Create(CultureInfo.InvariantCulture, $"at most {_settings.MaximumTags} tags"));
            }

            _tags.Add(shape.Name);
        }
    }

    /// <summary>The items of a list in the three-level form; null for any other column.</summary>
    private static SchemaElement? ItemOf(ColumnShape shape)
    {
        SchemaNode node = shape.Node;
        bool isList = node.Children.Count == 1 && node.Repetition != Repetition.Repeated
            && node.Children[0].Repetition == Repetition.Repeated && node.Children[0].Children.Count == 1
            && node.Children[0].Children[0] is { Column: not null, Repetition: not Repetition.Repeated };
        return isList ? node.Children[0].Children[0].Element : null;
    }

    private void Take(RowBlock rows, RowColumn from, RowColumn to, bool isList)
    {
        if (isList)
        {
            TakeList(rows, from, to.Values);
            return;
        }

        CheckPresent(rows, from);
        if (from.Name == RowColumns.MetricName)
        {
            CheckText(rows, from, _settings.MaximumTextBytes);
        }

        to.Values.AppendRange(from.Values, 0, rows.RowCount);
    }

    private void TakeList(RowBlock rows, RowColumn from, ColumnBuffer to)
    {
        ColumnBuffer values = from.Values;
        int empty = from.Shape.Node.MaxDefinitionLevel; // An item, or its null, is above.
        int full = from.Shape.Leaves[0].MaxDefinitionLevel;
        for (int row = 0; row < rows.RowCount; row++)
        {
            ReadOnlySpan<byte> definition = values.DefinitionOf(row);
            if (definition[0] < empty)
            {
                throw Refuse(rows, row, from.Name, "null", "a list");
            }

            if (definition[0] > empty && definition.IndexOfAnyExcept((byte)full) >= 0)
            {
                throw Refuse(rows, row, from.Name, "a null in a list", "a number");
            }

            int first = values.FirstValue(row);
            ReadOnlySpan<byte> items = values.FixedValues(first, values.FirstValue(row + 1) - first);
            if (to.Column.ValueWidth == sizeof(int))
            {
                to.AppendList(MemoryMarshal.Cast<byte, int>(items));
            }
            else
            {
                to.AppendList(MemoryMarshal.Cast<byte, long>(items));
            }
        }
    }

    private void CheckValues(RowBlock rows)
    {
        ColumnBuffer names = rows.Find(RowColumns.MetricName)!.Values; // Required, so there; so are the others.
        ColumnBuffer times = rows.Find(SortSchema.TimestampSeconds)!.Values;
        ColumnBuffer? types = rows.Find(RowColumns.MetricType)?.Values;
        ColumnBuffer? keys = _kind == SplitKind.Sketches ? rows.Find("keys")!.Values : null;
        ColumnBuffer? counts = _kind == SplitKind.Sketches ? rows.Find("counts")!.Values : null;
        for (int row = 0; row < rows.RowCount; row++)
        {
            if (names.BytesAt(row).IsEmpty)
            {
                throw Refuse(rows, row, RowColumns.MetricName, "an empty text", "a name");
            }

            ulong time = unchecked((ulong)times.Int64At(row)); // A number without sign, as stored.
            if (time > (ulong)_settings.MaximumTimestampSeconds)
            {
                throw Refuse(rows, row, SortSchema.TimestampSeconds, string.Create(CultureInfo.InvariantCulture, $"{time}"), string.Create(CultureInfo.InvariantCulture, $"seconds, at most {_settings.MaximumTimestampSeconds},"));
            }

            if (types?.Int32At(row) is int type and not (>= 0 and <= LargestMetricType))
            {
                throw Refuse(rows, row, RowColumns.MetricType, string.Create(CultureInfo.InvariantCulture, $"{type}"), "0 to 4");
            }

            if (keys is not null && counts is not null)
            {
                int keyCount = keys.FirstValue(row + 1) - keys.FirstValue(row);
                int countCount = counts.FirstValue(row + 1) - counts.FirstValue(row);
                if (keyCount != countCount)
                {
                    throw Refuse(rows, row, "counts", string.Create(CultureInfo.InvariantCulture, $"{countCount} counts"), string.Create(CultureInfo.InvariantCulture, $"one for each of the {keyCount} keys"));
                }
            }
        }
    }

    /// <summary>Adds the id of each row's series, taken where the file has it, and the key made of it.</summary>
    private void AddSeries(RowBlock given, RowBlock rows, List<RowColumn> tags)
    {
        ColumnBuffer ids = FindOrAdd(rows, SeriesColumns.TimeseriesId).Values;
        RowColumn? taken = given.Find(SortSchema.TimeseriesId);
        _givesIds ??= taken is { HasValues: true };
        if (_givesIds == true)
        {
            TakeIds(given, taken, ids);
        }
        else if (taken is { HasValues: true })
        {
            int first = Enumerable.Range(0, given.RowCount).First(taken.Values.IsPresent);
            throw Refuse(given, first, taken.Name, "a value", "none, as in the rows before,");
        }
        else
        {
            ComputeIds(rows, tags, ids);
        }

        ColumnBuffer keys = FindOrAdd(rows, SeriesColumns.SortedSeries).Values;
        ColumnBuffer?[] columns = [.. _schema.Columns.Take(_encoder.ColumnCount).Select(column => rows.Find(column.Name)?.Values)];
        for (int row = 0; row < rows.RowCount; row++)
        {
            _key.ResetWrittenCount();
            for (int i = 0; i < columns.Length; i++)
            {
                if (columns[i] is ColumnBuffer column && column.IsPresent(row))
                {
                    if (_schema.Columns[i].Type == SortColumnType.String)
                    {
                        _encoder.WriteText(i, column.BytesAt(row), _key);
                    }
                    else
                    {
                        _encoder.WriteInt64(i, column.Int32At(row), _key); // The metric's type is the only number to sort by.
                    }
                }
            }

            _encoder.WriteSeries(ids.Int64At(row), _key);
            keys.Append(_key.WrittenSpan);
        }
    }

    private void TakeIds(RowBlock given, RowColumn? taken, ColumnBuffer ids)
    {
        if (taken is null)
        {
            throw Refuse(given, 0, SortSchema.TimeseriesId, "null", "a value, as in the rows before,");
        }

        CheckPresent(given, taken);
        ids.AppendRange(taken.Values, 0, given.RowCount);
    }

    private void ComputeIds(RowBlock rows, List<RowColumn> tags, ColumnBuffer ids)
    {
        (byte[] Key, ColumnBuffer Values)[] hashed =
        [
            .. tags.Where(tag => !TimeseriesId.IsExcluded(_kind, tag.Name))
                .Select(tag => (Key: Encoding.UTF8.GetBytes(tag.Name), tag.Values))
                .Order(Comparer<(byte[] Key, ColumnBuffer Values)>.Create((x, y) => x.Key.AsSpan().SequenceCompareTo(y.Key))),
        ];
        ColumnBuffer names = rows.Find(RowColumns.MetricName)!.Values; // Required, so there.
        ColumnBuffer? types = rows.Find(RowColumns.MetricType)?.Values;
        for (int row = 0; row < rows.RowCount; row++)
        {
            var hasher = new TimeseriesHasher(names.BytesAt(row), types is null ? TimeseriesId.SketchType : (byte)types.Int32At(row));
            foreach ((byte[] key, ColumnBuffer values) in hashed)
            {
                if (values.IsPresent(row))
                {
                    hasher.AddTag(key, values.BytesAt(row));
                }
            }

            ids.Append(hasher.Finish());
        }
    }
}
