using Tenon.Parquet.Metadata;

namespace Tenon.Parquet.Schema;

/// <summary>A schema as a tree, with its leaf columns numbered in file order. Immutable, thread-safe.</summary>
public sealed class ParquetSchema
{
    /// <summary>Deepest nesting accepted, in nodes below the root. Table formats stop at a few dozen; levels are kept in bytes.</summary>
    public const int MaximumDepth = 100;

    /// <summary>Most characters of all columns' dotted paths together. Each column repeats the names above it, so a schema of a megabyte could ask for gigabytes.</summary>
    public const int MaximumPathCharacters = 64 << 20;

    private long _pathCharacters;

    /// <summary>Builds the tree from a footer's flat list.</summary>
    /// <param name="elements">Depth-first, root first.</param>
    /// <exception cref="ParquetFormatException">The list is no tree, a leaf has no type, a name is missing, or the nesting is deeper than <see cref="MaximumDepth"/>, or the paths longer than <see cref="MaximumPathCharacters"/>.</exception>
    public ParquetSchema(IReadOnlyList<SchemaElement> elements)
    {
        ArgumentNullException.ThrowIfNull(elements);
        if (elements.Count == 0)
        {
            throw new ParquetFormatException("the schema is empty; at least a root element is expected");
        }

        // The root is a group whatever it says of itself: some writers give it a physical type, with which it would be written, and read as a leaf.
        elements = elements[0].Type is null ? elements : [elements[0] with { Type = null, TypeLength = 0 }, .. elements.Skip(1)];
        Elements = elements;
        var leaves = new List<ColumnDescriptor>();
        int next = 0;
        Root = Build(elements, ref next, null, 0, 0, leaves);
        if (next != elements.Count)
        {
            throw new ParquetFormatException($"the schema has {elements.Count} elements, but its tree ends after {next}");
        }

        Columns = leaves;
    }

    /// <summary>The flat list it was built from; a physical type of the root is left out.</summary>
    public IReadOnlyList<SchemaElement> Elements { get; }

    /// <summary>The root.</summary>
    public SchemaNode Root { get; }

    /// <summary>The leaf columns, in file order.</summary>
    public IReadOnlyList<ColumnDescriptor> Columns { get; }

    private SchemaNode Build(IReadOnlyList<SchemaElement> elements, ref int next, SchemaNode? parent, int depth, int pathLength, List<ColumnDescriptor> leaves)
    {
        if (next >= elements.Count)
        {
            throw new ParquetFormatException($"the schema ends after {elements.Count} elements, but a group announces more children");
        }

        if (depth > MaximumDepth)
        {
            throw new ParquetFormatException($"the schema is nested deeper than {MaximumDepth} levels");
        }

        SchemaElement element = elements[next++];
        if (element.ChildCount < 0)
        {
            throw new ParquetFormatException($"schema element '{element.Name}' announces {element.ChildCount} children");
        }

        var node = new SchemaNode(element, parent, depth);
        pathLength = depth == 0 ? 0 : pathLength + element.Name.Length + 1;
        bool isLeaf = element.Type is not null && depth > 0;
        if (isLeaf && element.ChildCount > 0)
        {
            throw new ParquetFormatException($"schema element '{element.Name}' has both a physical type and {element.ChildCount} children");
        }

        if (isLeaf)
        {
            if (element.Type == PhysicalType.FixedLenByteArray && element.TypeLength <= 0)
            {
                throw new ParquetFormatException($"schema element '{element.Name}' is FIXED_LEN_BYTE_ARRAY of length {element.TypeLength}; at least 1 is expected");
            }

            _pathCharacters += pathLength;
            if (_pathCharacters > MaximumPathCharacters)
            {
                throw new ParquetFormatException($"the paths of the columns are longer than {MaximumPathCharacters} characters together");
            }

            var column = new ColumnDescriptor(node, leaves.Count);
            node.Column = column;
            leaves.Add(column);
            return node;
        }

        var children = new List<SchemaNode>(Math.Min(element.ChildCount, elements.Count));
        for (int i = 0; i < element.ChildCount; i++)
        {
            children.Add(Build(elements, ref next, node, depth + 1, pathLength, leaves));
        }

        node.Children = children;
        return node;
    }
}

/// <summary>A node of the schema tree. Immutable once its schema is built.</summary>
public sealed class SchemaNode
{
    internal SchemaNode(SchemaElement element, SchemaNode? parent, int depth)
    {
        (Element, Parent, Depth) = (element, parent, depth);
        Repetition repetition = parent is null ? Repetition.Required : element.Repetition ?? Repetition.Required;
        MaxDefinitionLevel = (parent?.MaxDefinitionLevel ?? 0) + (repetition == Repetition.Required ? 0 : 1);
        MaxRepetitionLevel = (parent?.MaxRepetitionLevel ?? 0) + (repetition == Repetition.Repeated ? 1 : 0);
        Repetition = repetition;
    }

    /// <summary>The element as the file has it.</summary>
    public SchemaElement Element { get; }

    /// <summary>The name within the parent.</summary>
    public string Name => Element.Name;

    /// <summary>Null for the root.</summary>
    public SchemaNode? Parent { get; }

    /// <summary>Nodes above, 0 for the root.</summary>
    public int Depth { get; }

    /// <summary>How often it occurs in its parent; required for the root.</summary>
    public Repetition Repetition { get; }

    /// <summary>Definition level of a value that is present.</summary>
    public int MaxDefinitionLevel { get; }

    /// <summary>Repeated nodes on the path, this one included.</summary>
    public int MaxRepetitionLevel { get; }

    /// <summary>The children; empty for a leaf.</summary>
    public IReadOnlyList<SchemaNode> Children { get; internal set; } = [];

    /// <summary>The leaf column; null for a group.</summary>
    public ColumnDescriptor? Column { get; internal set; }
}

/// <summary>A leaf column. Immutable.</summary>
public sealed class ColumnDescriptor
{
    internal ColumnDescriptor(SchemaNode node, int index)
    {
        Node = node;
        Index = index;
        var path = new List<string>();
        for (SchemaNode? at = node; at?.Parent is not null; at = at.Parent)
        {
            path.Insert(0, at.Name);
        }

        Path = path;
        DottedPath = string.Join('.', path);
    }

    /// <summary>The node of the tree.</summary>
    public SchemaNode Node { get; }

    /// <summary>Index among the leaf columns, from 0.</summary>
    public int Index { get; }

    /// <summary>The names from below the root to the leaf.</summary>
    public IReadOnlyList<string> Path { get; }

    /// <summary>The path joined by dots, for messages.</summary>
    public string DottedPath { get; }

    /// <summary>The physical type.</summary>
    public PhysicalType Type => Node.Element.Type!.Value; // A leaf has one: checked when the tree was built.

    /// <summary>Bytes of one value: 4, 8, 12 or the fixed length; 1 for a decoded boolean; 0 for byte arrays.</summary>
    public int ValueWidth => Type switch
    {
        PhysicalType.Boolean => 1,
        PhysicalType.Int32 or PhysicalType.Float => 4,
        PhysicalType.Int64 or PhysicalType.Double => 8,
        PhysicalType.Int96 => 12,
        PhysicalType.FixedLenByteArray => Node.Element.TypeLength,
        _ => 0,
    };

    /// <summary>Definition level of a value that is present; at most 255 by the limit on depth.</summary>
    public int MaxDefinitionLevel => Node.MaxDefinitionLevel;

    /// <summary>Repeated nodes on the path.</summary>
    public int MaxRepetitionLevel => Node.MaxRepetitionLevel;
}
