namespace Tenon.Splits.Tests;

public sealed class SplitScopeTests
{
    [Theory]
    [InlineData("")]
    [InlineData("a=1")]
    [InlineData("a=1/b=x y/c=")]
    [InlineData("day=2026-01-01/region=eu%2Fwest")]
    [InlineData("a=..")]
    public void Segments_of_the_form_key_value_make_a_scope(string path) => Assert.Equal(path, SplitScope.Parse(path).Path);

    [Theory]
    [InlineData("..")]
    [InlineData("a=1/..")]
    [InlineData("../a=1")]
    [InlineData("/a=1")]
    [InlineData("a=1/")]
    [InlineData("a=1//b=2")]
    [InlineData("=1")]
    [InlineData("a")]
    [InlineData("a=1\n")]
    [InlineData("a=\u0000")]
    [InlineData("a=1\\..\\b=2")]
    public void F68_What_could_climb_or_hide_is_refused(string path) => Assert.Throws<FormatException>(() => SplitScope.Parse(path));

    [Fact]
    public void F68_A_folder_name_longer_than_a_file_system_takes_is_refused()
    {
        Assert.Equal(255, SplitScope.Parse("a=" + new string('x', 253)).Path.Length);
        Assert.Throws<FormatException>(() => SplitScope.Parse("a=" + new string('x', 254)));
        Assert.Throws<FormatException>(() => SplitScope.Parse("a=" + new string('é', 127)));
    }

    [Fact]
    public void The_root_is_the_default_and_equal_paths_are_equal_scopes()
    {
        Assert.Equal(SplitScope.Root, SplitScope.Parse(""));
        Assert.True(default(SplitScope).IsRoot);
        Assert.Equal(SplitScope.Parse("a=1"), SplitScope.Parse("a=1"));
        Assert.NotEqual(SplitScope.Parse("a=1"), SplitScope.Parse("A=1"));
    }
}
