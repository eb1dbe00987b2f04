using Tenon.Ingest.Reading;
using Tenon.Ingest.Rows;
using Tenon.Merging.Facts;
using Tenon.Parquet.Schema;
using Tenon.Splits.Indexes;

namespace Tenon.Ingest.Conforming;

/// <summary>Rows of tables: as they are in Parquet files, as declared in others.</summary>
internal sealed class TableRules : RowRules
{
    private readonly IndexConfig _config;
    private EventTimeColumn? _time;

    public TableRules(IndexConfig config, string file)
        : base(file) => _config = config;

    public override EventTimeColumn? Time => _time;

    public override bool LeavesEmptyColumnsOut => false;

    public override IEnumerable<string> TextColumns => !_config.Columns.IsEmpty
        ? _config.Columns.Select(column => column.Name)
        : throw Refuse("", "the index declares none", "a declaration of the columns, for files that do not say their types,");

    public override FieldKind? KindOf(string column) => _config.Columns.FirstOrDefault(declared => declared.Name == column)?.Type switch
    {
        TableColumnType.Boolean => FieldKind.Boolean,
        TableColumnType.Int64 => FieldKind.Int64,
        TableColumnType.Float64 => FieldKind.Float64,
        TableColumnType.String => FieldKind.Text,
        TableColumnType.Timestamp => FieldKind.Timestamp,
        _ => null,
    };

    public override void CheckShapes(IReadOnlyList<ColumnShape> shapes)
    {
        foreach (ColumnShape shape in shapes)
        {
            TableColumn? declared = _config.Columns.FirstOrDefault(column => column.Name == shape.Name);
            if (!_config.Columns.IsEmpty && declared is null)
            {
                throw Refuse(shape.Name, "not a column of the index", "a declared column");
            }

            if (declared is not null && !IsA(shape, declared.Type))
            {
                throw Refuse(shape.Name, ColumnTypes.Describe(shape.Elements[0]), declared.Type.Name());
            }
        }

        foreach (TableColumn missing in _config.Columns.Where(column => column.IsRequired && shapes.All(shape => shape.Name != column.Name)))
        {
            throw Refuse(missing.Name, "missing", "the declared column");
        }

        if (_config.TimestampColumn is string timestamp)
        {
            ColumnShape shape = shapes.FirstOrDefault(column => column.Name == timestamp) ?? throw Refuse(timestamp, "missing", "the timestamp column of the index");
            _time = EventTimeColumn.Of(shape.Elements[0], _config.TimestampUnit) ?? throw Refuse(timestamp, ColumnTypes.Describe(shape.Elements[0]), "a timestamp, or an integer of 64 bits,");
        }
    }

    public override RowBlock Conform(RowBlock rows)
    {
        CheckShapes([.. rows.Columns.Select(column => column.Shape)]);
        foreach (RowColumn column in rows.Columns)
        {
            if (column.Shape.IsFlat && ColumnTypes.IsText(column.Shape.Elements[0]))
            {
                CheckText(rows, column, int.MaxValue);
            }

            if (_config.Columns.Any(declared => declared.IsRequired && declared.Name == column.Name))
            {
                CheckPresent(rows, column);
            }
        }

        return rows;
    }

    private static bool IsA(ColumnShape shape, TableColumnType type) => shape.IsFlat && type switch
    {
        TableColumnType.Boolean => shape.Elements[0].IsA(LeafType.Boolean),
        TableColumnType.Int64 => shape.Elements[0].IsA(LeafType.Int64),
        TableColumnType.Float64 => shape.Elements[0].IsA(LeafType.Double),
        TableColumnType.String => shape.Elements[0].IsA(LeafType.String),
        _ => shape.Elements[0].IsA(LeafType.Timestamp(Parquet.Metadata.TimeUnit.Micros)),
    };
}
