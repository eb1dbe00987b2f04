using Tenon.Tla.Values;

namespace Tenon.Tla.StandardModules;

/// <summary>Assert of module TLC was false. The message is what it was told to say.</summary>
internal sealed class AssertionException(string message) : EvaluationException(message);
