namespace Tenon.Splits;

/// <summary>What is wrong with a sort-schema string or a time window.</summary>
public enum SortSchemaError
{
    /// <summary>The version is missing, or below 2.</summary>
    UnsupportedVersion,

    /// <summary>What follows <c>/</c> is no <c>V</c> with a number.</summary>
    BadVersionText,

    /// <summary>More than one <c>/</c> or <c>=</c>, or an empty schema name.</summary>
    MalformedSchema,

    /// <summary>A column is empty, has four or more parts, or an unusable name.</summary>
    InvalidColumnFormat,

    /// <summary>An explicit type that does not exist.</summary>
    UnknownColumnType,

    /// <summary>An explicit type that contradicts the one derived from the name.</summary>
    TypeMismatch,

    /// <summary>A direction that is neither <c>+</c> nor <c>-</c>.</summary>
    UnknownDirection,

    /// <summary>A direction given in more than one place.</summary>
    DuplicateDirection,

    /// <summary>The mark <c>&amp;</c> occurs twice, on the first column, inside a name or before nothing.</summary>
    InvalidCutoffPlacement,

    /// <summary>Well-formed, but not a schema by the rules on names, timestamps and the order of the last columns.</summary>
    Validation,

    /// <summary>A window's duration is not positive, or does not divide an hour.</summary>
    InvalidWindowDuration,

    /// <summary>A window would start before the earliest time that can be represented.</summary>
    WindowStartOutOfRange,
}

/// <summary>A sort-schema string that is malformed, or a time window that cannot be.</summary>
public sealed class SortSchemaException : FormatException
{
    /// <summary>Names what is wrong.</summary>
    /// <param name="error">The class of error.</param>
    /// <param name="message">What was found, where, and what was expected.</param>
    public SortSchemaException(SortSchemaError error, string message)
        : base(message) => Error = error;

    /// <summary>The class of error.</summary>
    public SortSchemaError Error { get; }
}
