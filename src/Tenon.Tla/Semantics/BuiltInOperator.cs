namespace Tenon.Tla.Semantics;

/// <summary>The operators of the language itself that have no node class of their own.</summary>
internal enum BuiltInOperator
{
    /// <summary><c>=</c>, two arguments.</summary>
    Equal,

    /// <summary><c>#</c>, two.</summary>
    NotEqual,

    /// <summary><c>/\</c>, two or more, in order; a list of bullets is one of these, a list of one bullet its item.</summary>
    And,

    /// <summary><c>\/</c>, two or more, in order.</summary>
    Or,

    /// <summary><c>~</c>, one.</summary>
    Not,

    /// <summary><c>=></c>, two.</summary>
    Implies,

    /// <summary><c>&lt;=></c>, two.</summary>
    Equivalent,

    /// <summary><c>\in</c>, two.</summary>
    In,

    /// <summary><c>\notin</c>, two.</summary>
    NotIn,

    /// <summary><c>\subseteq</c>, two.</summary>
    SubsetOf,

    /// <summary><c>\cup</c>, two.</summary>
    Union,

    /// <summary><c>\cap</c>, two.</summary>
    Intersection,

    /// <summary><c>\</c>, two.</summary>
    Difference,

    /// <summary><c>SUBSET S</c>, one.</summary>
    PowerSet,

    /// <summary><c>UNION S</c>, one.</summary>
    BigUnion,

    /// <summary><c>DOMAIN f</c>, one.</summary>
    Domain,

    /// <summary><c>S \X T \X U</c>, two or more: tuples of that length. Parentheses nest.</summary>
    CartesianProduct,

    /// <summary><c>BOOLEAN</c>, none.</summary>
    BooleanSet,

    /// <summary><c>STRING</c>, none.</summary>
    StringSet,

    /// <summary><c>[]</c>, one.</summary>
    Always,

    /// <summary><c>&lt;></c>, one.</summary>
    Eventually,

    /// <summary><c>~></c>, two.</summary>
    LeadsTo,

    /// <summary><c>-+-></c>, two.</summary>
    WhilePlus,
}
