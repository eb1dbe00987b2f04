namespace Tenon.Tla.Semantics;

/// <summary>What an expression is about, from least to most.</summary>
internal enum ExprLevel
{
    /// <summary>The same in all states.</summary>
    Constant,

    /// <summary>About one state.</summary>
    State,

    /// <summary>About a state and the next.</summary>
    Action,

    /// <summary>About runs.</summary>
    Temporal,
}
