namespace Tenon.Cli;

/// <summary>A command line that makes no sense. The message says what was found and what is expected.</summary>
internal sealed class UsageException(string message) : Exception(message);
