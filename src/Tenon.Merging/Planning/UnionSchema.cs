using System.Globalization;
using Tenon.Parquet.Metadata;
using Tenon.Parquet.Schema;

namespace Tenon.Merging.Planning;

/// <summary>The union of the schemas of several files: every top-level column that any of them has, in order of first appearance.</summary>
/// <remarks>
/// A column is optional in the union if it is optional in some file or absent from one. Names, field ids, annotations and order
/// come from the first file that has the column. A column of one name must have one type everywhere: physical type, logical type
/// (the old and new spellings of one annotation are equal) and, for nested columns, the same fields in the same order.
/// Not thread-safe while files are added.
/// </remarks>
internal sealed class UnionSchema
{
    private readonly List<Node> _columns = [];
    private readonly Dictionary<string, Node> _byName = new(StringComparer.Ordinal);
    private SchemaElement? _root;
    private int _files;

    /// <summary>Widens the union by one file's schema.</summary>
    /// <exception cref="MergeRefusedException">A column has another type here than in an earlier file, or a name occurs twice.</exception>
    public void Add(string file, ParquetSchema schema)
    {
        _root ??= schema.Elements[0];
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (SchemaNode column in schema.Root.Children)
        {
            if (!seen.Add(column.Name))
            {
                throw Twice(file, column.Name);
            }

            CheckNames(file, column, column.Name);
            if (_byName.TryGetValue(column.Name, out Node? known))
            {
                known.Widen(file, column, column.Name);
                known.Files++;
            }
            else
            {
                var added = new Node(file, column) { Files = 1 };
                _columns.Add(added);
                _byName.Add(column.Name, added);
            }
        }

        _files++;
    }

    private static void CheckNames(string file, SchemaNode group, string path)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (SchemaNode child in group.Children)
        {
            if (!seen.Add(child.Name))
            {
                throw Twice(file, $"{path}.{child.Name}");
            }

            CheckNames(file, child, $"{path}.{child.Name}");
        }
    }

    /// <summary>What is said of a file in which two columns have one name.</summary>
    public static MergeRefusedException Twice(string file, string path) =>
        new($"{file}: column '{path}' occurs twice; columns are matched by name, so names must differ");

    /// <summary>The union of the files added so far.</summary>
    public ParquetSchema Build()
    {
        var elements = new List<SchemaElement> { (_root ?? new SchemaElement { Name = "schema" }) with { ChildCount = _columns.Count } };
        foreach (Node column in _columns)
        {
            column.Append(elements, isAbsentSomewhere: column.Files < _files);
        }

        return new ParquetSchema(elements);
    }

    /// <summary>The type of an element in one spelling, so that equal types have equal texts.</summary>
    internal static string TypeText(SchemaElement element)
    {
        string physical = element.Type switch
        {
            null => "group",
            PhysicalType.FixedLenByteArray => string.Create(CultureInfo.InvariantCulture, $"FIXED_LEN_BYTE_ARRAY({element.TypeLength})"),
            PhysicalType.ByteArray => "BYTE_ARRAY",
            PhysicalType other => other.ToString().ToUpperInvariant(),
        };
        string annotation = element.LogicalType is LogicalType logical ? Annotation(element, logical) : OldAnnotation(element);
        return annotation.Length == 0 ? physical : $"{physical} {annotation}";
    }

    private static string Annotation(SchemaElement element, LogicalType logical) => logical.Kind switch
    {
        LogicalTypeKind.Integer when logical.IsSigned && logical.BitWidth == (element.Type == PhysicalType.Int64 ? 64 : 32) => "",
        LogicalTypeKind.Unknown or LogicalTypeKind.Variant or LogicalTypeKind.Geometry or LogicalTypeKind.Geography =>
            $"{logical} {Convert.ToHexString(logical.Encoded.Span)}",
        _ => logical.ToString(),
    };

    private static string OldAnnotation(SchemaElement element) => element.ConvertedType switch
    {
        null or ConvertedType.MapKeyValue or ConvertedType.Int32 or ConvertedType.Int64 => "",
        ConvertedType.Utf8 => "STRING",
        ConvertedType.Decimal => string.Create(CultureInfo.InvariantCulture, $"DECIMAL({element.Precision ?? 0}, {element.Scale ?? 0})"),
        ConvertedType.TimeMillis => "TIME(MILLIS, utc)",
        ConvertedType.TimeMicros => "TIME(MICROS, utc)",
        ConvertedType.TimestampMillis => "TIMESTAMP(MILLIS, utc)",
        ConvertedType.TimestampMicros => "TIMESTAMP(MICROS, utc)",
        ConvertedType.UInt8 => "INTEGER(8, unsigned)",
        ConvertedType.UInt16 => "INTEGER(16, unsigned)",
        ConvertedType.UInt32 => "INTEGER(32, unsigned)",
        ConvertedType.UInt64 => "INTEGER(64, unsigned)",
        ConvertedType.Int8 => "INTEGER(8, signed)",
        ConvertedType.Int16 => "INTEGER(16, signed)",
        ConvertedType other => other.ToString().ToUpperInvariant(),
    };

    /// <summary>A node of the union: the first file's element, and how loose its repetition must be.</summary>
    private sealed class Node
    {
        private readonly string _file;
        private readonly SchemaElement _element;
        private readonly List<Node> _children;
        private Repetition _repetition;

        public Node(string file, SchemaNode node)
        {
            (_file, _element, _repetition) = (file, node.Element, node.Repetition);
            _children = [.. node.Children.Select(child => new Node(file, child))];
        }

        /// <summary>How many files have the column.</summary>
        public int Files { get; set; }

        public void Widen(string file, SchemaNode node, string path)
        {
            string here = TypeText(_element);
            string there = TypeText(node.Element);
            bool repeatedDiffers = (node.Repetition == Repetition.Repeated) != (_repetition == Repetition.Repeated);
            if (here != there || repeatedDiffers)
            {
                throw Conflict(file, path, Describe(here, _repetition), Describe(there, node.Repetition));
            }

            if (node.Children.Count != _children.Count || !node.Children.Select(c => c.Name).SequenceEqual(_children.Select(c => c._element.Name)))
            {
                throw Conflict(file, path, FieldList(_children.Select(c => c._element.Name)), FieldList(node.Children.Select(c => c.Name)));
            }

            if (node.Repetition == Repetition.Optional)
            {
                _repetition = Repetition.Optional;
            }

            for (int i = 0; i < _children.Count; i++)
            {
                _children[i].Widen(file, node.Children[i], $"{path}.{node.Children[i].Name}");
            }
        }

        public void Append(List<SchemaElement> elements, bool isAbsentSomewhere)
        {
            Repetition repetition = isAbsentSomewhere && _repetition == Repetition.Required ? Repetition.Optional : _repetition;
            elements.Add(_element with { Repetition = repetition });
            foreach (Node child in _children)
            {
                child.Append(elements, isAbsentSomewhere: false);
            }
        }

        private static string Describe(string type, Repetition repetition) => repetition == Repetition.Repeated ? $"repeated {type}" : type;

        private static string FieldList(IEnumerable<string> names) => $"a group of fields ({string.Join(", ", names)})";

        private MergeRefusedException Conflict(string file, string path, string here, string there) =>
            new($"{file}: column '{path}' is {there}, but {_file} has it as {here}; files merge only where a column has one type");
    }
}
