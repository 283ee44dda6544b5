using WarningEngine.Core.Memory;
using WarningEngine.Core.Profiles;

namespace WarningEngine.Tests.Profiles;

public sealed class IdentitySetTests
{
    [Fact]
    public void Added_and_found_as_in_a_hash_set_emptied_and_filled_again()
    {
        var random = new Random(5);
        using var set = new IdentitySet();
        for (var round = 0; round < 3; round++)
        {
            var expected = new HashSet<ulong>();
            for (var i = 0; i < 300_000; i++)
            {
                // 0 is an identity too; now and then one of a few that all want the first places, or the last, behind which the first are.
                var identity = random.Next(100) switch
                {
                    0 => (ulong)random.Next(300),
                    1 => ulong.MaxValue - (ulong)random.Next(300),
                    _ => Hashing.Mix((ulong)random.Next(60_000)),
                };
                Assert.Equal(expected.Add(identity), set.Add(identity));
            }

            Assert.Equal(expected.Count, set.Count);
            Assert.Equal(expected.Order(), set.ToArray().Order());
            Assert.All(expected, x => Assert.True(set.Contains(x)));
            Assert.False(set.Contains(Hashing.Mix(60_000)));
            set.Clear();
            Assert.Equal(0, set.Count);
            Assert.Empty(set.ToArray());
            Assert.False(set.Contains(0));
        }
    }
}
