namespace Tenon.Tla.Values;

/// <summary>What a value is. Values of different kinds cannot be compared, model values excepted.</summary>
internal enum ValueKind
{
    /// <summary>Equal to itself and to nothing else.</summary>
    ModelValue,

    /// <summary>TRUE or FALSE.</summary>
    Boolean,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A string.</summary>
    String,

    /// <summary>A set, however it is represented.</summary>
    Set,

    /// <summary>A function; tuples, sequences and records are functions.</summary>
    Function,

    /// <summary>An operator given as an argument; no value in the sense of the language.</summary>
    Operator,
}
