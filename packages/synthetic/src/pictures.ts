// Every object this package can draw, by the name that all emoji sets give it.
// The event classes come first, in class order (see `event-classes.ts`).

/** The emoji of the event classes, in class order. */
export const EVENT_EMOJI: readonly string[] = [
  'musical-keyboard',
  'bell',
  'accordion',
  'guitar',
  'violin',
  'trumpet',
  'saxophone',
  'flute',
  'banjo',
  'drum',
  'long-drum',
  'water-wave',
  'bird',
  'telephone',
  'helicopter',
  'clapping-hands',
  'water-pistol',
  'maracas',
  'microphone',
  'church',
  'video-game',
  'frog',
  'teapot',
  'alarm-clock',
];

/** Further objects to pre-train an image encoder on; never part of an event. */
const FURTHER_EMOJI: readonly string[] = `
abacus airplane ambulance anchor ant avocado axe backpack badger bagel balance-scale balloon banana basketball bat
bathtub battery beaver bed beer-mug beetle bell-pepper bicycle bison blowfish bomb bone bookmark boomerang bread
briefcase broccoli broom bus butterfly cactus camel camera candle carrot castle cat chair cheese-wedge cherries
chess-pawn chestnut christmas-tree clapper-board cloud coat coconut coin compass cookie crab crocodile croissant
crown cucumber cupcake curling-stone deciduous-tree desktop-computer dog dolphin door doughnut dove dragon dress duck
eagle ear-of-corn eggplant elephant envelope factory feather ferris-wheel fire fire-engine fish flamingo flashlight
four-leaf-clover fox french-fries game-die garlic gear ghost giraffe glasses gorilla grapes green-apple hamburger
hammer hedgehog hibiscus high-heeled-shoe hippopotamus honeybee horse hot-pepper hourglass-done house ice-cream
jack-o-lantern jeans jellyfish joystick kangaroo key kite koala ladder lady-beetle lemon leopard light-bulb lipstick
lizard llama lobster locked lollipop magnet mammoth maple-leaf megaphone melon microscope monkey motorcycle mouse-trap
mushroom octopus onion owl ox package paintbrush palm-tree panda paperclip parrot peach peacock pear pencil penguin
pineapple pizza polar-bear potted-plant pretzel rabbit racing-car red-apple rhinoceros ring robot rocket rooster rose
sailboat scissors scorpion sewing-needle shark sheaf-of-rice shrimp skateboard skull snail snake soccer-ball spider
strawberry sunflower swan t-rex t-shirt teddy-bear telescope tent tiger toilet tomato tooth top-hat tractor turtle
umbrella unicorn volcano watermelon whale wine-glass wrench yarn zebra
`
  .trim()
  .split(/\s+/);

/** Labels of `renderPicture`: the index of a name is the class index. */
export const PICTURE_CLASSES: readonly string[] = [...EVENT_EMOJI, ...FURTHER_EMOJI];
