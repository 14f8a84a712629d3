struct Size(u8, u8);
